# SPDX-License-Identifier: GPL-2.0-only
#
# Frames, page types and guest page tables, on an emulated machine (hosted_mm/).

mm-src	:= frame owner page_alloc page_owner heap page_type page_pin segdesc relinquish
mm-src	+= log_dirty vtlb
mm-src	+= audit guest_pt_check guest_pt_hold guest_pt_commit guest_pt_validate guest_pt_walk
mm-src	:= $(mm-src:%=mm/%.c)

# Addresses are made from frame numbers, and records lie where no object is.
mm-cflags := -I$(here)/hosted_mm -pthread -fno-sanitize=null,alignment,pointer-overflow

tests			+= test_page_alloc
test_page_alloc-src	:= $(mm-src)
test_page_alloc-extra	:= hosted_mm/mm_host.c
test_page_alloc-cflags	:= $(mm-cflags)

tests			+= test_page_type
test_page_type-src	:= $(mm-src)
test_page_type-extra	:= hosted_mm/mm_host.c
test_page_type-cflags	:= $(mm-cflags)

tests			+= test_log_dirty
test_log_dirty-src	:= $(mm-src)
test_log_dirty-extra	:= hosted_mm/mm_host.c
test_log_dirty-cflags	:= $(mm-cflags)

tests			+= test_pte_check
test_pte_check-src	:= $(mm-src)
test_pte_check-extra	:= hosted_mm/mm_host.c
test_pte_check-cflags	:= $(mm-cflags)
