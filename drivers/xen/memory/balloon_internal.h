/* SPDX-License-Identifier: GPL-2.0-only */
/* The balloon and the memory it can hot-add. */
#ifndef _DRIVERS_XEN_BALLOON_INTERNAL_H
#define _DRIVERS_XEN_BALLOON_INTERNAL_H

#include <xen/balloon.h>

/* What came of a step of the balloon's thread. */
enum balloon_state {
	BALLOON_DONE,
	BALLOON_WAIT,		/* something is under way elsewhere */
	BALLOON_AGAIN,		/* no memory: later */
	BALLOON_GIVEN_UP,
};

/* balloon.c; balloon_add() with the lock held */
void balloon_lock(void);
void balloon_unlock(void);
void balloon_add(struct page *page);
void balloon_wake(void);

/* balloon_hotplug.c; called and returns with the lock held */
#ifdef CONFIG_XEN_BALLOON_MEMORY_HOTPLUG
enum balloon_state balloon_hotplug(void);
bool balloon_hotplug_unpopulated(void);
void balloon_hotplug_init(void);
#else
static inline enum balloon_state balloon_hotplug(void)
{
	/* This is all there is. */
	balloon_stats.target_pages = balloon_stats.current_pages +
				     balloon_stats.target_unpopulated;
	return BALLOON_GIVEN_UP;
}

static inline bool balloon_hotplug_unpopulated(void)
{
	return false;
}

static inline void balloon_hotplug_init(void) { }
#endif

/* balloon_control.c */
#ifdef CONFIG_XEN_BALLOON
void balloon_control_init(void);
#else
static inline void balloon_control_init(void) { }
#endif

#endif /* _DRIVERS_XEN_BALLOON_INTERNAL_H */
