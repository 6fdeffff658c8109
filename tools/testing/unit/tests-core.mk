# SPDX-License-Identifier: GPL-2.0-only
#
# Objects and policy: timers, range sets, and the scheduler as a simulation.

core-cflags	:= -I$(here)/hosted_core -I$(KSRC)/tools/include
core-cflags	+= -include $(here)/hosted_core/hosted_core.h
# There u64 is unsigned long, so the format strings of log lines do not fit.
core-cflags	+= -Wno-format -Wno-implicit-fallthrough

tests			+= test_sched_fair
test_sched_fair-src	:= core/fair_queue.c core/sched_credit2.c
test_sched_fair-src	+= core/credit2_domain.c core/timer.c
test_sched_fair-extra	:= hosted_core/sched_sim.c
test_sched_fair-cflags	:= $(core-cflags)
# the kernel's own trees, as it keeps them for programs
test_sched_fair-ldflags	:= $(KSRC)/tools/lib/rbtree.c

tests			+= test_timer
test_timer-src		:= core/timer.c
test_timer-cflags	:= $(core-cflags)
test_timer-ldflags	:= $(KSRC)/tools/lib/rbtree.c

tests			+= test_permit
test_permit-src		:= core/permit.c
test_permit-cflags	:= $(core-cflags)

tests			+= test_preempt
test_preempt-src	:= core/preempt.c
test_preempt-cflags	:= $(core-cflags)

tests			+= test_sched_rtds
test_sched_rtds-src	:= core/sched_rtds.c core/timer.c
test_sched_rtds-extra	:= hosted_core/sched_sim.c
test_sched_rtds-cflags	:= $(core-cflags)
test_sched_rtds-ldflags	:= $(KSRC)/tools/lib/rbtree.c
