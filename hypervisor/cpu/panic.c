// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of the world, told in order: why, where, from whence.
 *
 * panic() is for the case that going on could leak or corrupt. It takes the
 * console for itself whatever state its lock is in, so it works from any
 * context, once: a second CPU that panics meanwhile stops silently, and a
 * panic inside panic() halts.
 *
 * Return addresses are shown less one, so that they name the function that called.
 * A backtrace is exact where frame pointers exist (debug builds). Otherwise
 * the stack is read word by word and every word that points behind a call
 * instruction in our text is shown; a stale one among them is possible.
 */
#include "cpu/console.h"
#include "cpu/image.h"
#include "cpu/irqflags.h"
#include "cpu/lockcheck.h"
#include "cpu/pcpu.h"
#include "cpu/power.h"
#include "cpu/smp.h"
#include "cpu/upcalls.h"
#include "lib/format.h"
#include <linux/init.h>

#define MAX_FRAMES	24

static u32 panicking;			/* CPU + 1 */

/* The 64-bit word at a stack address, if that is on a mapped stack of this CPU */
static bool stack_word(unsigned long va, unsigned long *word)
{
	unsigned long offset = va - (current_stack_pointer & ~(PCPU_STRIDE - 1));
	unsigned long page = offset >> HV_PAGE_SHIFT;

	if ((va & 7) || offset >= PCPU_STACK_END)
		return false;
	if (page < 13 ? page % 3 == 0 : page > 16)	/* the guard pages */
		return false;
	*word = *(unsigned long *)va;
	return true;
}

static void show_frame(unsigned long rip, const char *mark)
{
	char name[96];

	symbol_name(rip, name, sizeof(name));
	printk(LOG_ERR "   [%016lx] %s%s\n", rip, mark, name);
}

/* Direct calls are e8 rel32; indirect ones ff /2, or ff /2 behind a REX */
static bool follows_call(unsigned long rip)
{
	const u8 *code = (const u8 *)rip;

	if (!image_is_text(rip) || !image_is_text(rip - 7))
		return false;
	return code[-5] == 0xe8 || (code[-2] == 0xff && (code[-1] & 0x38) == 0x10) ||
	       (code[-6] == 0xff && (code[-5] & 0x38) == 0x10);
}

void show_backtrace(unsigned long rip, unsigned long rbp, unsigned long rsp)
{
	unsigned long word, next;

	printk(LOG_ERR "Call trace:\n");
	show_frame(rip, "");
	if (IS_ENABLED(CONFIG_HV_DEBUG)) {
		for (int i = 0; i < MAX_FRAMES; i++) {
			if (!stack_word(rbp, &next) || !stack_word(rbp + 8, &word))
				break;
			if (!image_is_text(word))
				break;
			show_frame(word - 1, "");
			if (next <= rbp)
				break;
			rbp = next;
		}
		return;
	}
	for (int i = 0; i < MAX_FRAMES && stack_word(rsp, &word); rsp += 8) {
		if (follows_call(word)) {
			show_frame(word - 1, "? ");
			i++;
		}
	}
}

/**
 * show_registers() - print a frame, and the way there if it is the hypervisor's
 * @regs: as entry.S saved it; rbx, rbp, r12-r15 count only with FRAME_FULL
 */
void show_registers(const struct cpu_regs *regs)
{
	bool ours = !(regs->cs & 3), full = regs->entry_vector & FRAME_FULL;
	char name[96] = "";

	if (ours)
		symbol_name(regs->rip, name, sizeof(name));
	printk(LOG_ERR "CPU %u, %s, vector %u, error code %x\n", this_cpu(),
	       ours ? "hypervisor" : "guest", regs->entry_vector & FRAME_VECTOR_MASK,
	       regs->error_code);
	printk(LOG_ERR "rip %04x:%016llx %s\n", regs->cs, regs->rip, name);
	printk(LOG_ERR "rsp %04x:%016llx  rflags %08llx\n", regs->ss, regs->rsp, regs->rflags);
	printk(LOG_ERR "rax %016llx  rcx %016llx  rdx %016llx\n", regs->rax, regs->rcx, regs->rdx);
	printk(LOG_ERR "rsi %016llx  rdi %016llx  r8  %016llx\n", regs->rsi, regs->rdi, regs->r8);
	printk(LOG_ERR "r9  %016llx  r10 %016llx  r11 %016llx\n", regs->r9, regs->r10, regs->r11);
	if (full) {
		printk(LOG_ERR "rbx %016llx  rbp %016llx  r12 %016llx\n",
		       regs->rbx, regs->rbp, regs->r12);
		printk(LOG_ERR "r13 %016llx  r14 %016llx  r15 %016llx\n",
		       regs->r13, regs->r14, regs->r15);
	}
	if (ours)
		show_backtrace(regs->rip, full ? regs->rbp : 0, regs->rsp);
}

void panic(const char *fmt, ...)
{
	u32 nobody = 0;
	va_list args;

	local_irq_off();
	if (!__atomic_compare_exchange_n(&panicking, &nobody, this_cpu() + 1, false,
					 __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
		for (;;)
			asm volatile("cli; hlt" : : : "memory");
	}
	lock_check_disable();
	smp_stop_others();
	console_go_sync();
	printk(LOG_ERR "\n");
	printk(LOG_ERR "****************************************\n");
	printk(LOG_ERR "Panic on CPU %u: ", this_cpu());
	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
	printk(LOG_ERR "\n");
	show_backtrace((unsigned long)__builtin_return_address(0) - 1,
		       (unsigned long)__builtin_frame_address(0), current_stack_pointer);
	if (IS_ENABLED(CONFIG_HV_DEBUG))
		panic_trace();
	printk(LOG_ERR "****************************************\n");
	power_reboot_or_halt();
}

void bug_at(const char *file, int line, const char *what)
{
	panic("%s:%d: %s", file, line, what);
}
