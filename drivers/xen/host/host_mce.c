// SPDX-License-Identifier: GPL-2.0-only
/*
 * Machine checks of the machine, for dom0's log daemon: /dev/mcelog.
 *
 * The hypervisor handles machine checks, as it has the CPUs; dom0 hears of each
 * one afterwards by a virtual interrupt and fetches the records.  They become
 * the binary records that mcelog daemons read, in a log of fixed size: it holds
 * the first errors, which tell most, and marks that later ones were dropped.
 *
 * This device must take the name before the kernel's own does, which copes.
 *
 * @log_lock covers the log; @open_lock the opens.  Fetching happens in one
 * work item and needs no lock of its own.
 */
#define pr_fmt(fmt) "xen_mcelog: " fmt

#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>
#include <xen/events.h>
#include <xen/interface/xen.h>
#include <xen/interface/xen-mca.h>
#include <xen/xen.h>

#include <asm/mce.h>
#include <asm/xen/hypercall.h>

static DEFINE_MUTEX(log_lock);
static DECLARE_WAIT_QUEUE_HEAD(log_wait);
static struct xen_mce_log log = {
	.signature	= XEN_MCE_LOG_SIGNATURE,
	.len		= XEN_MCE_LOG_LEN,
	.recordlen	= sizeof(struct xen_mce),
};

static DEFINE_SPINLOCK(open_lock);
static unsigned int nr_open;
static bool open_exclusive;

/* Physical CPUs by APIC id, asked for once: model numbers do not change. */
static struct mcinfo_logical_cpu *host_cpus;
static unsigned int nr_host_cpus;

static void log_record(const struct xen_mce *record)
{
	lockdep_assert_held(&log_lock);
	if (log.next >= XEN_MCE_LOG_LEN) {
		set_bit(XEN_MCE_OVERFLOW, (unsigned long *)&log.flags);
		return;
	}
	log.entry[log.next] = *record;
	log.entry[log.next].finished = 1;
	log.next++;
}

/* The parts of a record that all banks of an event share. */
static bool fill_global(struct xen_mce *record, struct mc_info *info)
{
	const struct mcinfo_logical_cpu *cpu = NULL;
	const struct mcinfo_global *global;
	struct mcinfo_common *found;
	unsigned int i, j;

	x86_mcinfo_lookup(&found, info, MC_TYPE_GLOBAL);
	if (!found || found->size != sizeof(*global))
		return false;
	global = (const struct mcinfo_global *)found;
	record->mcgstatus = global->mc_gstatus;
	record->apicid = global->mc_apicid;
	record->time = ktime_get_real_seconds();

	for (i = 0; i < nr_host_cpus && !cpu; i++)
		if (host_cpus[i].mc_apicid == global->mc_apicid)
			cpu = &host_cpus[i];
	if (!cpu)
		return false;
	record->socketid = cpu->mc_chipid;
	record->cpu = cpu->mc_cpunr;
	record->extcpu = cpu->mc_cpunr;
	record->cpuvendor = cpu->mc_vendor;
	record->cpuid = cpuid_eax(1);
	for (j = 0; j < min(cpu->mc_nmsrvals, __MC_MSR_ARRAYSIZE); j++)
		if (cpu->mc_msrvalues[j].reg == MSR_IA32_MCG_CAP)
			record->mcgcap = cpu->mc_msrvalues[j].value;
	return true;
}

static void log_event(struct mc_info *info)
{
	const struct mcinfo_bank *bank;
	struct mcinfo_common *rec;
	struct xen_mce record = {};
	unsigned int i;

	if (!fill_global(&record, info)) {
		pr_err("event without a processor that we know\n");
		return;
	}
	rec = x86_mcinfo_first(info);
	for (i = 0; i < x86_mcinfo_nentries(info) && rec->size; i++) {
		if (rec->type == MC_TYPE_BANK) {
			bank = (const struct mcinfo_bank *)rec;
			record.misc = bank->mc_misc;
			record.status = bank->mc_status;
			record.addr = bank->mc_addr;
			record.tsc = bank->mc_tsc;
			record.bank = bank->mc_bank;
			log_record(&record);
		}
		rec = x86_mcinfo_next(rec);
	}
}

/* One step of the conversation; the hypervisor's flags, or -errno. */
static int fetch_step(u32 flags, struct mc_info *info, u64 *fetch_id)
{
	struct xen_mc op = {
		.cmd = XEN_MC_fetch,
		.interface_version = XEN_MCA_INTERFACE_VERSION,
		.u.mc_fetch = { .flags = flags, .fetch_id = *fetch_id },
	};
	int ret;

	set_xen_guest_handle(op.u.mc_fetch.data, info);
	ret = HYPERVISOR_mca(&op);
	*fetch_id = op.u.mc_fetch.fetch_id;
	return ret ? ret : op.u.mc_fetch.flags;
}

/* Empty one of the hypervisor's queues. */
static void drain_queue(u32 queue, struct mc_info *info)
{
	u64 id = 0;
	int ret;

	for (;;) {
		ret = fetch_step(queue, info, &id);
		if (ret < 0) {
			pr_err("cannot fetch errors of queue %u: %d\n", queue,
			       ret);
			return;
		}
		if (ret & (XEN_MC_NODATA | XEN_MC_FETCHFAILED))
			return;
		log_event(info);
		ret = fetch_step(queue | XEN_MC_ACK, info, &id);
		if (ret < 0) {
			pr_err("cannot acknowledge an error: %d\n", ret);
			return;
		}
	}
}

static void drain_work_fn(struct work_struct *work)
{
	struct mc_info *info = kzalloc(sizeof(*info), GFP_KERNEL);

	if (!info)
		return;	/* the records wait for the next interrupt */
	mutex_lock(&log_lock);
	drain_queue(XEN_MC_URGENT, info);
	drain_queue(XEN_MC_NONURGENT, info);
	mutex_unlock(&log_lock);
	kfree(info);
	wake_up_interruptible(&log_wait);
}

static DECLARE_WORK(drain_work, drain_work_fn);

static irqreturn_t mce_interrupt(int irq, void *unused)
{
	schedule_work(&drain_work);
	return IRQ_HANDLED;
}

/* The device, as mcelog daemons know it ----------------------------------- */

static int mcelog_open(struct inode *inode, struct file *file)
{
	bool refuse;

	spin_lock(&open_lock);
	refuse = open_exclusive || (nr_open && (file->f_flags & O_EXCL));
	if (!refuse) {
		open_exclusive = file->f_flags & O_EXCL;
		nr_open++;
	}
	spin_unlock(&open_lock);
	return refuse ? -EBUSY : nonseekable_open(inode, file);
}

static int mcelog_release(struct inode *inode, struct file *file)
{
	spin_lock(&open_lock);
	nr_open--;
	open_exclusive = false;
	spin_unlock(&open_lock);
	return 0;
}

/* All records at once, into a buffer that could hold a full log. */
static ssize_t mcelog_read(struct file *file, char __user *buf, size_t count,
			   loff_t *pos)
{
	size_t bytes;
	ssize_t ret;

	mutex_lock(&log_lock);
	bytes = log.next * sizeof(log.entry[0]);
	ret = -EINVAL;
	if (*pos || count < sizeof(log.entry))
		goto unlock;
	ret = -EFAULT;
	if (copy_to_user(buf, log.entry, bytes))
		goto unlock;
	memset(log.entry, 0, bytes);
	log.next = 0;
	ret = bytes;
unlock:
	mutex_unlock(&log_lock);
	return ret;
}

static __poll_t mcelog_poll(struct file *file, poll_table *wait)
{
	poll_wait(file, &log_wait, wait);
	return READ_ONCE(log.next) ? EPOLLIN | EPOLLRDNORM : 0;
}

static long mcelog_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	int __user *to = (int __user *)arg;
	unsigned int flags;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	switch (cmd) {
	case MCE_GET_RECORD_LEN:
		return put_user((int)sizeof(struct xen_mce), to);
	case MCE_GET_LOG_LEN:
		return put_user(XEN_MCE_LOG_LEN, to);
	case MCE_GETCLEAR_FLAGS:
		mutex_lock(&log_lock);
		flags = log.flags;
		log.flags = 0;
		mutex_unlock(&log_lock);
		return put_user((int)flags, to);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations mcelog_fops = {
	.open		= mcelog_open,
	.release	= mcelog_release,
	.read		= mcelog_read,
	.poll		= mcelog_poll,
	.unlocked_ioctl	= mcelog_ioctl,
};

static struct miscdevice mcelog_device = {
	.minor	= MISC_MCELOG_MINOR,
	.name	= "mcelog",
	.fops	= &mcelog_fops,
};

/* Which physical CPUs are there?  First how many, then all. */
static int __init read_host_cpus(void)
{
	struct xen_mc op = {
		.cmd = XEN_MC_physcpuinfo,
		.interface_version = XEN_MCA_INTERFACE_VERSION,
	};
	int ret;

	set_xen_guest_handle(op.u.mc_physcpuinfo.info, NULL);
	ret = HYPERVISOR_mca(&op);
	if (ret)
		return ret;
	host_cpus = kcalloc(op.u.mc_physcpuinfo.ncpus, sizeof(*host_cpus),
			    GFP_KERNEL);
	if (!host_cpus)
		return -ENOMEM;
	set_xen_guest_handle(op.u.mc_physcpuinfo.info, host_cpus);
	ret = HYPERVISOR_mca(&op);
	if (!ret)
		nr_host_cpus = op.u.mc_physcpuinfo.ncpus;
	return ret;
}

static int __init host_mce_init(void)
{
	int ret;

	if (!xen_initial_domain())
		return -ENODEV;
	ret = misc_register(&mcelog_device);
	if (ret)
		return ret;
	ret = read_host_cpus();
	if (!ret)
		ret = bind_virq_to_irqhandler(VIRQ_MCA, 0, mce_interrupt, 0,
					      "mce", NULL);
	if (ret < 0) {
		pr_err("no machine checks from the hypervisor: %d\n", ret);
		misc_deregister(&mcelog_device);
		kfree(host_cpus);
		return ret;
	}
	return 0;
}
device_initcall(host_mce_init);
