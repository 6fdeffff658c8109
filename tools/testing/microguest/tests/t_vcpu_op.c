// SPDX-License-Identifier: GPL-2.0-only
/*
 * vcpu_op: bring up, down, ask, and register shared areas.
 *
 * Areas a guest registers are written by the hypervisor at its own times, so the
 * address it keeps must be checked for good: by frame for the info page, at each
 * write for the runstate and time areas.
 */
#include "mg.h"
#include <xen/interface/vcpu.h>
#include <xen/interface/sched.h>

#define VA	(MG_SCRATCH + 0x60000000)

static void nothing(void *arg)
{
	*(unsigned long *)arg = 0x600d;
}

MG_TEST(vcpu_up_call, MG_SMP, "a second vCPU starts and runs our code")
{
	unsigned long word = 0;

	mg_smp_call(1, nothing, &word);
	CHECK(word == 0x600d, "word %lx", word);
	CHECK_RC(hc_vcpu_op(VCPUOP_is_up, 1, NULL), 1);
	CHECK_RC(hc_vcpu_op(VCPUOP_up, 1, NULL), 0);
}

MG_TEST(vcpu_bad_id, MG_HOSTILE, "vCPU numbers that do not exist")
{
	static const unsigned int id[] = { 63, 4096, 8191, 8192, 0x7fffffff, 0xffffffff };
	unsigned int i, cmd;

	for (i = 0; i < ARRAY_SIZE(id); i++) {
		for (cmd = 0; cmd <= VCPUOP_register_vcpu_time_memory_area; cmd++)
			CHECK_RC_AT(cmd, id[i], hc_vcpu_op(cmd, id[i], NULL), -XEN_ENOENT);
	}
}

MG_TEST(vcpu_unknown, MG_HOSTILE, "unknown commands, wild pointers")
{
	static const unsigned long wild[] = { 16, MG_NONCANON, MG_HYP_VA };
	static const unsigned int cmd[] = {
		VCPUOP_get_runstate_info, VCPUOP_register_runstate_memory_area,
		VCPUOP_set_periodic_timer, VCPUOP_set_singleshot_timer,
		VCPUOP_register_vcpu_info, VCPUOP_register_vcpu_time_memory_area,
	};
	unsigned int i, j;

	CHECK_RC(hc_vcpu_op(99, 0, NULL), -XEN_ENOSYS);
	CHECK_RC(hc_vcpu_op(-1, 0, NULL), -XEN_ENOSYS);
	for (i = 0; i < ARRAY_SIZE(cmd); i++) {
		for (j = 0; j < ARRAY_SIZE(wild); j++)
			CHECK_RC_AT(cmd[i], wild[j], hc_vcpu_op(cmd[i], 0, wild[j]),
				    -XEN_EFAULT);
	}
}

MG_TEST(vcpu_init_errors, MG_HOSTILE | MG_SMP | MG_ALONE,
	"contexts that a vCPU must not start from")
{
	static struct vcpu_guest_context ctx;
	pte_t *l1 = pt_alloc();

	if (hc_vcpu_op(VCPUOP_is_up, 1, NULL) < 0)
		mg_skip("one vCPU");
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 0, &ctx), -XEN_EEXIST);
	if (mg_cpus[1].online)
		mg_skip("vCPU 1 is running already");
	CHECK_RC(hc_vcpu_op(VCPUOP_up, 1, NULL), -XEN_EINVAL);
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 1, 16), -XEN_EFAULT);
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 1, MG_HYP_VA), -XEN_EFAULT);
	mg_smp_context(&ctx, 1);
	ctx.ctrlreg[3] = xen_pfn_to_cr3(0x100);
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 1, &ctx), -XEN_EINVAL);
	REQUIRE_RC(pt_pin(1, l1), 0);
	ctx.ctrlreg[3] = xen_pfn_to_cr3(virt_to_mfn(l1));
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 1, &ctx), -XEN_EINVAL);
	mg_smp_context(&ctx, 1);
	ctx.gdt_ents = 0xffff;
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 1, &ctx), -XEN_EINVAL);
	mg_smp_context(&ctx, 1);
	ctx.gdt_ents = 512;
	ctx.gdt_frames[0] = 0x100;
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 1, &ctx), -XEN_EINVAL);
	mg_smp_context(&ctx, 1);
	ctx.event_callback_eip = MG_NONCANON;
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 1, &ctx), -XEN_EINVAL);
	mg_smp_context(&ctx, 1);
	ctx.fs_base = MG_NONCANON;
	CHECK_RC(hc_vcpu_op(VCPUOP_initialise, 1, &ctx), -XEN_EINVAL);
	CHECK_RC(pt_unpin(l1), 0);
	CHECK_RC(page_set_rw(l1), 0);
	page_free(l1);
}

static void go_down(void *arg)
{
	struct mg_cpu *cpu = this_cpu();

	WRITE_ONCE(cpu->call_done, cpu->call_seq);
	hc_vcpu_op(VCPUOP_down, cpu->id, NULL);
	/* up again continues here */
	WRITE_ONCE(*(unsigned long *)arg, 0xba11);
}

MG_TEST(vcpu_down_up, MG_SMP, "down stops a vCPU, up lets it go on where it was")
{
	static unsigned long word;
	u64 end;

	word = 0;
	mg_smp_start_call(1, go_down, &word);
	end = mg_now_ns() + 5000000000ULL;
	while (hc_vcpu_op(VCPUOP_is_up, 1, NULL) == 1 && mg_now_ns() < end)
		mg_yield();
	CHECK_RC(hc_vcpu_op(VCPUOP_is_up, 1, NULL), 0);
	CHECK(READ_ONCE(word) == 0, "it runs on");
	CHECK_RC(hc_vcpu_op(VCPUOP_up, 1, NULL), 0);
	while (READ_ONCE(word) != 0xba11 && mg_now_ns() < end)
		mg_yield();
	CHECK(word == 0xba11, "it does not go on");
}

MG_TEST(vcpu_runstate_get, 0, "runstate: we are running, and the times add up")
{
	struct vcpu_runstate_info a, b;
	u64 sum_a, sum_b;

	CHECK_RC(hc_vcpu_op(VCPUOP_get_runstate_info, 0, &a), 0);
	CHECK(a.state == RUNSTATE_running, "state %d", a.state);
	mg_delay_ns(3000000);
	CHECK_RC(hc_vcpu_op(VCPUOP_get_runstate_info, 0, &b), 0);
	sum_a = a.time[0] + a.time[1] + a.time[2] + a.time[3];
	sum_b = b.time[0] + b.time[1] + b.time[2] + b.time[3];
	CHECK(b.time[RUNSTATE_running] >= a.time[RUNSTATE_running] + 2000000, "ran %lu ns",
	      (unsigned long)(b.time[0] - a.time[0]));
	CHECK(sum_b - sum_a >= 3000000, "only %lu ns passed", (unsigned long)(sum_b - sum_a));
	CHECK(b.state_entry_time <= mg_now_ns(), "entered in the future");
}

MG_TEST(vcpu_runstate_area, 0, "a registered runstate area is kept up to date")
{
	static struct vcpu_runstate_info area;
	struct vcpu_register_runstate_memory_area reg = { .addr.v = &area };
	struct sched_poll poll = { };
	u64 blocked;

	CHECK_RC(hc_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
	CHECK(READ_ONCE(area.state) == RUNSTATE_running, "state %d", area.state);
	blocked = READ_ONCE(area.time[RUNSTATE_blocked]);
	poll.timeout = mg_now_ns() + 5000000;
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), 0);
	CHECK(READ_ONCE(area.time[RUNSTATE_blocked]) >= blocked + 3000000, "blocked %lu ns",
	      (unsigned long)(area.time[RUNSTATE_blocked] - blocked));
	CHECK(!(area.state_entry_time & XEN_RUNSTATE_UPDATE), "update in progress for ever");
	reg.addr.v = NULL;
	CHECK_RC(hc_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
}

MG_TEST(vcpu_runstate_wild, MG_HOSTILE, "an area that is unmapped, read-only, or the hypervisor's")
{
	static const unsigned long wild[] = {
		16, MG_NONCANON, MG_HYP_VA, MACH2PHYS_VIRT_START, VA + 0x1000,
	};
	struct vcpu_register_runstate_memory_area reg;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wild); i++) {
		struct sched_poll poll = { .timeout = mg_now_ns() + 1000000 };

		reg.addr.p = wild[i];
		hc_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg);
		hc_sched_op(SCHEDOP_poll, &poll);
		mg_yield();
	}
	/* a page table is not written either */
	reg.addr.p = (unsigned long)mg_l4() + 8 * 400;
	hc_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg);
	mg_yield();
	CHECK(mg_l4()[400] == 0 && mg_l4()[401] == 0, "the top table holds %lx", mg_l4()[400]);
	reg.addr.p = 0;
	CHECK_RC(hc_vcpu_op(VCPUOP_register_runstate_memory_area, 0, &reg), 0);
}

MG_TEST(vcpu_time_area, 0, "a registered time area is updated like the shared one")
{
	static struct pvclock_vcpu_time_info area;
	struct vcpu_register_time_memory_area reg = { .addr.v = &area };
	struct sched_poll poll = { };

	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_time_memory_area, 0, &reg), 0);
	CHECK(READ_ONCE(area.tsc_to_system_mul) == mg_vcpu_info()->time.tsc_to_system_mul,
	      "scale %x", area.tsc_to_system_mul);
	poll.timeout = mg_now_ns() + 2000000;
	hc_sched_op(SCHEDOP_poll, &poll);
	CHECK(!(READ_ONCE(area.version) & 1), "version %u", area.version);
	reg.addr.v = NULL;
	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_time_memory_area, 0, &reg), 0);
}

MG_TEST(vcpu_info_moves, MG_ALONE, "the info structure moves to a page of ours, once")
{
	struct vcpu_info *page = page_alloc(), *info = page + 3;
	struct vcpu_register_vcpu_info reg = {
		.mfn = virt_to_mfn(page), .offset = 3 * sizeof(*page),
	};
	unsigned int port = evtchn_new_ipi(0);

	evtchn_unmask(port);
	reg.offset = 4096 - 8;
	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &reg), -XEN_ENXIO);
	reg.offset = 3;
	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &reg), -XEN_ENXIO);
	reg.offset = 3 * sizeof(*page);
	reg.mfn = 0x100;
	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &reg), -XEN_EINVAL);
	reg.mfn = virt_to_mfn(mg_l4());
	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &reg), -XEN_EINVAL);
	reg.mfn = virt_to_mfn(page);
	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &reg), 0);
	CHECK(info->evtchn_upcall_mask == 1, "mask was not carried over");
	CHECK_RC(evtchn_send(port), 0);
	CHECK(READ_ONCE(info->evtchn_upcall_pending), "pending is not set in the new place");
	CHECK(READ_ONCE(info->time.tsc_to_system_mul), "no time in the new place");
	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_info, 0, &reg), -XEN_EINVAL);
	info->evtchn_upcall_pending = 0;
}

MG_TEST(vcpu_info_other, MG_SMP | MG_ALONE, "the info of a vCPU that was never started")
{
	struct vcpu_info *page = page_alloc();
	struct vcpu_register_vcpu_info reg = { .mfn = virt_to_mfn(page) };

	if (hc_vcpu_op(VCPUOP_is_up, 1, NULL) < 0)
		mg_skip("one vCPU");
	CHECK_RC(hc_vcpu_op(VCPUOP_register_vcpu_info, 1, &reg), 0);
	CHECK(page->evtchn_upcall_pending, "no upcall pending: events may be missed");
}

static unsigned int nr_nmi;

static bool hook_nmi(struct regs *regs)
{
	if (regs->vector != 2 && regs->vector != VEC_NMI)
		return false;
	nr_nmi++;
	return true;
}

MG_TEST(vcpu_send_nmi, 0, "an NMI sent to oneself is delivered once, events masked or not")
{
	nr_nmi = 0;
	this_cpu()->hook = hook_nmi;
	CHECK_RC(hc_vcpu_op(VCPUOP_send_nmi, 0, NULL), 0);
	mg_yield();
	CHECK(READ_ONCE(nr_nmi) == 1, "%u NMIs", nr_nmi);
	CHECK_RC(hc_vcpu_op(VCPUOP_send_nmi, 0, NULL), 0);
	mg_yield();
	CHECK(READ_ONCE(nr_nmi) == 2, "%u NMIs", nr_nmi);
}
