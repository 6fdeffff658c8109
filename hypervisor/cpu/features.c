// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processor features: found once on the boot CPU, switched on alike everywhere.
 *
 * host_cpu.raw is CPUID's answer. host_cpu.word is what the rest of the
 * hypervisor may rely on: raw, less what an option forbids (smep=, smap=,
 * pcid=, ...), less what an erratum spoils. Code tests word through cpu_has()
 * and nothing else, so that an option really takes the feature out of use.
 *
 * The protection bits (WP, NX, SMEP, SMAP, UMIP) guard the hypervisor against
 * its guests and are on whenever the processor has them. CR4 is the same value
 * on every CPU; struct pcpu keeps a copy for those who toggle PGE.
 *
 * Other CPUs must have every feature that is in use: a machine of unequal
 * processors is refused at bring-up rather than discovered in the field.
 *
 * Deliberately absent: CET and PKS of supervisor mode (a guest's view of them
 * does not exist in PV), LA57 (the ABI's address space is four-level).
 */
#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"
#include "lib/param.h"

#include <linux/array_size.h>
#include <asm/msr-index.h>
#include <uapi/asm/processor-flags.h>

#define CPUID_SOFTWARE	0x40000000	/* who emulates the machine, if somebody does */

struct cpu_identity host_cpu;
bool cpu_use_pcid;

static bool opt_smep = true, opt_smap = true, opt_umip = true;
static bool opt_fsgsbase = true, opt_xsave = true, opt_invpcid = true;
static bool opt_pcid = true, opt_cpuinfo;

bool_param("smep", opt_smep);
bool_param("smap", opt_smap);
bool_param("umip", opt_umip);
bool_param("fsgsbase", opt_fsgsbase);
bool_param("xsave", opt_xsave);
bool_param("invpcid", opt_invpcid);
bool_param("cpuinfo", opt_cpuinfo);

/* pcid=<bool> as Xen; its xpti/no-xpti refinements both mean "use it" here. */
static int parse_pcid(const char *s)
{
	int v;

	if (!__builtin_strcmp(s, "xpti") || !__builtin_strcmp(s, "no-xpti")) {
		opt_pcid = true;
		return 0;
	}
	v = param_parse_bool(s, s + __builtin_strlen(s));
	if (v < 0)
		return v;
	opt_pcid = v;
	return 0;
}

custom_param("pcid", parse_pcid);

void cpu_feature_clear(unsigned int feature)
{
	host_cpu.word[feature / 32] &= ~(1U << (feature % 32));
}

static void read_words(u32 *w)
{
	struct cpuid_regs_hv r = cpuid_leaf(1, 0);
	u32 max = cpuid_leaf(0, 0).eax;
	u32 max_ext = cpuid_leaf(0x80000000, 0).eax;

	w[FW_1_EDX] = r.edx;
	w[FW_1_ECX] = r.ecx;
	if (max >= 6)
		w[FW_6_EAX] = cpuid_leaf(6, 0).eax;
	if (max >= 7) {
		r = cpuid_leaf(7, 0);
		w[FW_7_0_EBX] = r.ebx;
		w[FW_7_ECX] = r.ecx;
		w[FW_7_EDX] = r.edx;
		if (r.eax >= 1)
			w[FW_7_1_EAX] = cpuid_leaf(7, 1).eax;
	}
	if (max >= 0xd)
		w[FW_D_1_EAX] = cpuid_leaf(0xd, 1).eax;
	if (max_ext >> 16 != 0x8000)
		return;
	r = cpuid_leaf(0x80000001, 0);
	w[FW_8000_0001_EDX] = r.edx;
	w[FW_8000_0001_ECX] = r.ecx;
	if (max_ext >= 0x80000007)
		w[FW_8000_0007_EBX] = cpuid_leaf(0x80000007, 0).ebx;
	if (max_ext >= 0x80000008)
		w[FW_8000_0008_EBX] = cpuid_leaf(0x80000008, 0).ebx;
	if (max_ext >= 0x80000021)
		w[FW_8000_0021_EAX] = cpuid_leaf(0x80000021, 0).eax;
}

static void read_brand(void)
{
	struct cpuid_regs_hv r;
	unsigned int i, from = 0;

	if (host_cpu.max_ext_leaf < 0x80000004)
		return;
	for (i = 0; i < 3; i++) {
		r = cpuid_leaf(0x80000002 + i, 0);
		__builtin_memcpy(host_cpu.brand + 16 * i, &r, 16);
	}
	while (host_cpu.brand[from] == ' ')
		from++;
	for (i = 0; from && i + from < sizeof(host_cpu.brand); i++)
		host_cpu.brand[i] = host_cpu.brand[i + from];
}

static void read_identity(void)
{
	struct cpuid_regs_hv r = cpuid_leaf(0, 0);
	u32 sig;

	host_cpu.max_leaf = r.eax;
	if (r.ebx == 0x756e6547 && r.edx == 0x49656e69)		/* GenuineIntel */
		host_cpu.vendor = CPU_VENDOR_INTEL;
	else if ((r.ebx == 0x68747541 && r.edx == 0x69746e65) ||	/* AuthenticAMD */
		 (r.ebx == 0x6f677948 && r.edx == 0x6e65476e))	/* HygonGenuine */
		host_cpu.vendor = CPU_VENDOR_AMD;

	r = cpuid_leaf(1, 0);
	sig = r.eax;
	host_cpu.family = sig >> 8 & 0xf;
	host_cpu.model = sig >> 4 & 0xf;
	host_cpu.stepping = sig & 0xf;
	if (host_cpu.family >= 6)
		host_cpu.model |= (sig >> 16 & 0xf) << 4;
	if (host_cpu.family == 0xf)
		host_cpu.family += sig >> 20 & 0xff;
	host_cpu.clflush_bytes = (r.ebx >> 8 & 0xff) * 8;

	r = cpuid_leaf(0x80000000, 0);
	host_cpu.max_ext_leaf = r.eax >> 16 == 0x8000 ? r.eax : 0;
	host_cpu.phys_bits = 36;
	host_cpu.virt_bits = 48;
	if (host_cpu.max_ext_leaf >= 0x80000008) {
		r = cpuid_leaf(0x80000008, 0);
		host_cpu.phys_bits = r.eax & 0xff;
		host_cpu.virt_bits = r.eax >> 8 & 0xff;
	}
	if (host_cpu.max_ext_leaf >= 0x80000007)
		host_cpu.invariant_tsc = cpuid_leaf(0x80000007, 0).edx >> 8 & 1;
	if (host_cpu.vendor == CPU_VENDOR_INTEL && host_cpu.max_leaf >= 7 &&
	    cpuid_leaf(7, 0).eax >= 2)
		host_cpu.has_bhi_ctrl = cpuid_leaf(7, 2).edx >> 4 & 1;
	if (host_cpu.max_leaf >= 0xa)
		host_cpu.arch_perfmon = cpuid_leaf(0xa, 0).eax;
	read_brand();
}

static void drop_if(bool forbidden, unsigned int feature, const char *name)
{
	if (!forbidden || !cpu_has(feature))
		return;
	printk(LOG_INFO "CPU feature %s not used (command line)\n", name);
	cpu_feature_clear(feature);
}

static void apply_options(void)
{
	drop_if(!opt_smep, X86_FEATURE_SMEP, "SMEP");
	drop_if(!opt_smap, X86_FEATURE_SMAP, "SMAP");
	drop_if(!opt_umip, X86_FEATURE_UMIP, "UMIP");
	drop_if(!opt_fsgsbase, X86_FEATURE_FSGSBASE, "FSGSBASE");
	drop_if(!opt_pcid, X86_FEATURE_PCID, "PCID");
	drop_if(!opt_invpcid, X86_FEATURE_INVPCID, "INVPCID");
	drop_if(!opt_xsave, X86_FEATURE_XSAVE, "XSAVE");
	if (!cpu_has(X86_FEATURE_XSAVE)) {
		cpu_feature_clear(X86_FEATURE_AVX);
		cpu_feature_clear(X86_FEATURE_AVX2);
		cpu_feature_clear(X86_FEATURE_AVX512F);
		cpu_feature_clear(X86_FEATURE_XSAVEOPT);
	}
	/*
	 * Without INVPCID a flush of another PCID needs a trip through CR4, which
	 * costs more than PCIDs save.
	 */
	cpu_use_pcid = cpu_has(X86_FEATURE_PCID) && cpu_has(X86_FEATURE_INVPCID) &&
		       cpu_has(X86_FEATURE_PGE);
	if (cpu_has(X86_FEATURE_ARCH_CAPABILITIES))
		msr_read_safe(MSR_IA32_ARCH_CAPABILITIES, &host_cpu.arch_caps);
}

static const struct {
	unsigned int feature;
	const char *name;
} needed[] = {
	{ X86_FEATURE_LM, "long mode" },
	{ X86_FEATURE_NX, "NX" },
	{ X86_FEATURE_SYSCALL, "SYSCALL" },
	{ X86_FEATURE_APIC, "local APIC" },
	{ X86_FEATURE_MSR, "MSRs" },
	{ X86_FEATURE_TSC, "TSC" },
	{ X86_FEATURE_PAT, "PAT" },
	{ X86_FEATURE_PGE, "global pages" },
	{ X86_FEATURE_CX16, "CMPXCHG16B" },
	{ X86_FEATURE_FXSR, "FXSAVE" },
	{ X86_FEATURE_XMM2, "SSE2" },
	{ X86_FEATURE_CLFLUSH, "CLFLUSH" },
};

static void refuse_if_incapable(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(needed); i++)
		if (!cpu_has(needed[i].feature))
			panic("this processor lacks %s; choose a 64-bit CPU model that has it",
			      needed[i].name);
}

/*
 * QEMU's software emulation drops global translations with all the others when CR3
 * is loaded. Keeping them apart gains nothing there, and makes of each full flush
 * two writes of CR4, both of which flush.
 */
static bool global_pages_help(void)
{
	struct cpuid_regs_hv r;
	u32 signature[3];

	if (!host_cpu.hypervisor)
		return true;
	r = cpuid_leaf(CPUID_SOFTWARE, 0);
	signature[0] = r.ebx;
	signature[1] = r.ecx;
	signature[2] = r.edx;
	return __builtin_memcmp(signature, "TCGTCGTCGTCG", sizeof(signature));
}

static unsigned long cr4_wanted(void)
{
	unsigned long cr4 = X86_CR4_PAE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT;

	if (cpu_use_pcid || global_pages_help())
		cr4 |= X86_CR4_PGE;
	if (cpu_has(X86_FEATURE_DE))
		cr4 |= X86_CR4_DE;
	if (cpu_has(X86_FEATURE_MCE))
		cr4 |= X86_CR4_MCE;
	if (cpu_has(X86_FEATURE_SMEP))
		cr4 |= X86_CR4_SMEP;
	if (cpu_has(X86_FEATURE_SMAP))
		cr4 |= X86_CR4_SMAP;
	if (cpu_has(X86_FEATURE_UMIP))
		cr4 |= X86_CR4_UMIP;
	if (cpu_has(X86_FEATURE_FSGSBASE))
		cr4 |= X86_CR4_FSGSBASE;
	if (cpu_has(X86_FEATURE_XSAVE))
		cr4 |= X86_CR4_OSXSAVE;
	if (cpu_use_pcid)
		cr4 |= X86_CR4_PCIDE;
	return cr4;
}

/*
 * PAT as the ABI promises it to guests: WB WT UC- UC WC WP UC UC. MMIO
 * mappings of the hypervisor use entry 3 (PCD and PWT), which is UC either way.
 */
#define HV_PAT		0x0000050100070406ULL

static void features_switch_on(void)
{
	unsigned long cr4 = cr4_wanted();

	cr0_write((cr0_read() & ~(unsigned long)(X86_CR0_EM | X86_CR0_TS |
						 X86_CR0_CD | X86_CR0_NW)) |
		  X86_CR0_WP | X86_CR0_NE | X86_CR0_MP | X86_CR0_AM);
	msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_SCE | EFER_NX);
	/* PCIDE may only be set with PCID 0 loaded. */
	if (cr4 & X86_CR4_PCIDE)
		cr3_write(cr3_read() & ~0xfffUL);
	cr4_write(cr4);
	this_pcpu()->cr4 = cr4;
	msr_write(MSR_IA32_CR_PAT, HV_PAT);
}

void features_init_bsp(void)
{
	read_identity();
	read_words(host_cpu.raw);
	__builtin_memcpy(host_cpu.word, host_cpu.raw, sizeof(host_cpu.word));
	host_cpu.hypervisor = host_cpu.raw[FW_1_ECX] >> 31 & 1;
	apply_options();
	refuse_if_incapable();
	features_switch_on();
}

/* Bits that may legitimately differ: OSXSAVE and OSPKE follow CR4, APIC follows its enable bit. */
static u32 word_ignore(unsigned int w)
{
	if (w == FW_1_ECX)
		return 1U << (X86_FEATURE_OSXSAVE % 32);
	if (w == FW_7_ECX)
		return 1U << (X86_FEATURE_OSPKE % 32);
	if (w == FW_1_EDX || w == FW_8000_0001_EDX)
		return 1U << (X86_FEATURE_APIC % 32);
	return 0;
}

void features_init_ap(void)
{
	u32 word[NCAPINTS] = { };
	unsigned int w;

	read_words(word);
	for (w = 0; w < NCAPINTS; w++) {
		u32 lacking = host_cpu.word[w] & ~word[w] & ~word_ignore(w);

		if (lacking)
			printk(LOG_WARN "CPU%u lacks features of CPU0: word %u bits %08x\n",
			       this_cpu(), w, lacking);
	}
	features_switch_on();
}

static const struct {
	unsigned int feature;
	const char *name;
} shown[] = {
	{ X86_FEATURE_SMEP, "SMEP" }, { X86_FEATURE_SMAP, "SMAP" },
	{ X86_FEATURE_UMIP, "UMIP" }, { X86_FEATURE_NX, "NX" },
	{ X86_FEATURE_FSGSBASE, "FSGSBASE" }, { X86_FEATURE_PCID, "PCID" },
	{ X86_FEATURE_INVPCID, "INVPCID" }, { X86_FEATURE_XSAVE, "XSAVE" },
	{ X86_FEATURE_XSAVEOPT, "XSAVEOPT" }, { X86_FEATURE_AVX, "AVX" },
	{ X86_FEATURE_AVX512F, "AVX512" }, { X86_FEATURE_X2APIC, "x2APIC" },
	{ X86_FEATURE_TSC_DEADLINE_TIMER, "TSC-deadline" },
	{ X86_FEATURE_RDTSCP, "RDTSCP" }, { X86_FEATURE_GBPAGES, "1G-pages" },
};

void features_report(void)
{
	char line[200];
	unsigned int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(shown); i++) {
		const char *s = shown[i].name;

		if (!cpu_has(shown[i].feature))
			continue;
		while (*s && n + 2 < sizeof(line))
			line[n++] = *s++;
		line[n++] = ' ';
	}
	line[n] = 0;
	printk(LOG_INFO "CPU: %s, family %#x model %#x stepping %u\n", host_cpu.brand,
	       host_cpu.family, host_cpu.model, host_cpu.stepping);
	printk(LOG_INFO "CPU: %sCR4 %lx, %u physical address bits\n", line,
	       (unsigned long)this_pcpu()->cr4, host_cpu.phys_bits);
	if (!opt_cpuinfo)
		return;
	for (i = 0; i < NCAPINTS; i++)
		if (host_cpu.raw[i])
			printk(LOG_INFO "CPU: word %2u raw %08x used %08x\n", i,
			       host_cpu.raw[i], host_cpu.word[i]);
}
