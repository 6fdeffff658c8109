/* SPDX-License-Identifier: MIT */
/*
 * Shared rings: the generic part of every split driver.
 *
 * A ring is one shared area: four indices, then a power of two of slots. A slot
 * first carries a request from the front end and later, in the same place, a
 * response from the back end. Indices only ever grow (modulo 2^32); a slot's
 * number is its index modulo the ring's size.
 *
 *	index in struct <name>_sring	written by	meaning
 *	req_prod			front		requests up to here are valid
 *	rsp_prod			back		responses up to here are valid
 *	req_event			back		notify when req_prod passes this
 *	rsp_event			front		notify when rsp_prod passes this
 *
 * Each end also has a private view (<name>_front_ring, <name>_back_ring) with
 * what it has produced but not published and what it has consumed. Nothing read
 * from the shared area may be trusted or read twice: use RING_COPY_*.
 *
 * The second half of this file has byte rings, with no slots and no private
 * views, for sockets and 9pfs.
 */
#ifndef _XEN_INTERFACE_IO_RING_H
#define _XEN_INTERFACE_IO_RING_H

#include <xen/interface/grant_table.h>

typedef unsigned int RING_IDX;

/* The highest power of two that is not above _n; _n is not 0. */
#define __RING_ROUND_DOWN(_n)	(1UL << (8 * sizeof(long) - 1 - __builtin_clzl(_n)))

/* Slots of a ring of _sz bytes: as a constant from its name, from a pointer. */
#define __CONST_RING_SIZE(_s, _sz)					\
	__RING_ROUND_DOWN(((_sz) - offsetof(struct _s##_sring, ring)) /	\
			  sizeof(union _s##_sring_entry))
#define __RING_SIZE(_s, _sz)						\
	__RING_ROUND_DOWN(((_sz) - offsetof(typeof(*(_s)), ring)) /	\
			  sizeof((_s)->ring[0]))

/* Defines the shared ring and both private views for a pair of slot types. */
#define DEFINE_RING_TYPES(__name, __req_t, __rsp_t)	\
union __name##_sring_entry {				\
	__req_t req;					\
	__rsp_t rsp;					\
};							\
							\
struct __name##_sring {					\
	RING_IDX req_prod, req_event;			\
	RING_IDX rsp_prod, rsp_event;			\
	u8 __pad[48];					\
	union __name##_sring_entry ring[];		\
};							\
							\
struct __name##_front_ring {				\
	RING_IDX req_prod_pvt;				\
	RING_IDX rsp_cons;				\
	unsigned int nr_ents;				\
	struct __name##_sring *sring;			\
};							\
							\
struct __name##_back_ring {				\
	RING_IDX rsp_prod_pvt;				\
	RING_IDX req_cons;				\
	unsigned int nr_ents;				\
	struct __name##_sring *sring;			\
}

/* An empty shared ring: both ends want to hear of the first slot. */
#define SHARED_RING_INIT(_s) do {			\
	memset((_s)->__pad, 0, sizeof((_s)->__pad));	\
	(_s)->req_prod = 0;				\
	(_s)->rsp_prod = 0;				\
	(_s)->req_event = 1;				\
	(_s)->rsp_event = 1;				\
} while (0)

/* A private view of a ring that stands at index _i, of __size bytes. */
#define FRONT_RING_ATTACH(_r, _s, _i, __size) do {	\
	(_r)->sring = (_s);				\
	(_r)->nr_ents = __RING_SIZE(_s, __size);	\
	(_r)->req_prod_pvt = (_i);			\
	(_r)->rsp_cons = (_i);				\
} while (0)

#define BACK_RING_ATTACH(_r, _s, _i, __size) do {	\
	(_r)->sring = (_s);				\
	(_r)->nr_ents = __RING_SIZE(_s, __size);	\
	(_r)->rsp_prod_pvt = (_i);			\
	(_r)->req_cons = (_i);				\
} while (0)

#define FRONT_RING_INIT(_r, _s, __size)	FRONT_RING_ATTACH(_r, _s, 0, __size)
#define BACK_RING_INIT(_r, _s, __size)	BACK_RING_ATTACH(_r, _s, 0, __size)

/* What a front end does with a fresh page. */
#define XEN_FRONT_RING_INIT(r, s, size) do {	\
	SHARED_RING_INIT(s);			\
	FRONT_RING_INIT(r, s, size);		\
} while (0)

#define RING_SIZE(_r)	((_r)->nr_ents)

/* Front end: slots for further requests. */
#define RING_FREE_REQUESTS(_r) \
	((_r)->rsp_cons + RING_SIZE(_r) - (_r)->req_prod_pvt)
#define RING_FULL(_r)	(!RING_FREE_REQUESTS(_r))

/* Front end: responses to look at. May be nonsense if the back end lies. */
#define XEN_RING_NR_UNCONSUMED_RESPONSES(_r) \
	((_r)->sring->rsp_prod - (_r)->rsp_cons)

/*
 * Back end: requests to look at. Never more than there is room to answer, so
 * that a lying front end cannot overrun the responses.
 */
#define XEN_RING_NR_UNCONSUMED_REQUESTS(_r) ({				\
	unsigned int __new = (_r)->sring->req_prod - (_r)->req_cons;	\
	unsigned int __room = (_r)->rsp_prod_pvt + RING_SIZE(_r) -	\
			      (_r)->req_cons;				\
									\
	__new > __room ? __room : __new;				\
})

#define RING_HAS_UNCONSUMED_RESPONSES(_r) \
	(XEN_RING_NR_UNCONSUMED_RESPONSES(_r) != 0)
#define RING_HAS_UNCONSUMED_REQUESTS(_r) \
	(XEN_RING_NR_UNCONSUMED_REQUESTS(_r) != 0)

/* The slot of an index. For writing; read through RING_COPY_*. */
#define __RING_SLOT(_r, _idx) \
	(&(_r)->sring->ring[(_idx) & (RING_SIZE(_r) - 1)])
#define RING_GET_REQUEST(_r, _idx)	(&__RING_SLOT(_r, _idx)->req)
#define RING_GET_RESPONSE(_r, _idx)	(&__RING_SLOT(_r, _idx)->rsp)

/*
 * One read of a slot into private memory; volatile keeps the compiler from
 * fetching a field again later.
 */
#define RING_COPY_REQUEST(r, idx, req) \
	((void)(*(req) = *(volatile typeof(req))RING_GET_REQUEST(r, idx)))
#define RING_COPY_RESPONSE(r, idx, rsp) \
	((void)(*(rsp) = *(volatile typeof(rsp))RING_GET_RESPONSE(r, idx)))

/* Back end: consuming the request at _cons would leave no slot to answer in. */
#define RING_REQUEST_CONS_OVERFLOW(_r, _cons) \
	((_cons) - (_r)->rsp_prod_pvt >= RING_SIZE(_r))

/* An index that the other end published lies further ahead than it can. */
#define RING_REQUEST_PROD_OVERFLOW(_r, _prod) \
	((_prod) - (_r)->rsp_prod_pvt > RING_SIZE(_r))
#define RING_RESPONSE_PROD_OVERFLOW(_r, _prod) \
	((_prod) - (_r)->rsp_cons > RING_SIZE(_r))

/*
 * Publish an index. The write barrier puts slot contents before the index; its
 * partner is the read barrier that the consumer has after reading the index.
 */
#define __RING_PUBLISH(_shared, _private) do {	\
	virt_wmb(); /* slots before index */	\
	(_shared) = (_private);			\
} while (0)

#define RING_PUSH_REQUESTS(_r) \
	__RING_PUBLISH((_r)->sring->req_prod, (_r)->req_prod_pvt)
#define RING_PUSH_RESPONSES(_r) \
	__RING_PUBLISH((_r)->sring->rsp_prod, (_r)->rsp_prod_pvt)

/*
 * The same, and set _notify if the other end asked to hear of one of the slots
 * just published. The full barrier orders our index before our look at its
 * event index; the partner is the barrier in __RING_FINAL_CHECK, which orders
 * the event index before the look at ours. One of the two sees the other.
 */
#define __RING_PUBLISH_NOTIFY(_shared, _private, _event, _notify) do {	\
	RING_IDX __old = (_shared);					\
	RING_IDX __new = (_private);					\
									\
	__RING_PUBLISH(_shared, __new);					\
	virt_mb(); /* our index before their event index */		\
	(_notify) = __new - (_event) < __new - __old;			\
} while (0)

#define RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(_r, _notify)	\
	__RING_PUBLISH_NOTIFY((_r)->sring->req_prod,		\
			      (_r)->req_prod_pvt,		\
			      (_r)->sring->req_event, _notify)
#define RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(_r, _notify)	\
	__RING_PUBLISH_NOTIFY((_r)->sring->rsp_prod,		\
			      (_r)->rsp_prod_pvt,		\
			      (_r)->sring->rsp_event, _notify)

/*
 * Before going to sleep: if nothing is there, ask to hear of the next slot and
 * look once more.
 */
#define __RING_FINAL_CHECK(_pending, _event, _cons, _work) do {	\
	(_work) = (_pending);					\
	if (!(_work)) {						\
		(_event) = (_cons) + 1;				\
		virt_mb(); /* our event before their index */	\
		(_work) = (_pending);				\
	}							\
} while (0)

#define RING_FINAL_CHECK_FOR_REQUESTS(_r, _work_to_do)			\
	__RING_FINAL_CHECK(RING_HAS_UNCONSUMED_REQUESTS(_r),		\
			   (_r)->sring->req_event, (_r)->req_cons,	\
			   _work_to_do)
#define RING_FINAL_CHECK_FOR_RESPONSES(_r, _work_to_do)			\
	__RING_FINAL_CHECK(RING_HAS_UNCONSUMED_RESPONSES(_r),		\
			   (_r)->sring->rsp_event, (_r)->rsp_cons,	\
			   _work_to_do)

/* Byte rings: 2^order frames, half of the bytes for each direction. */
#ifndef XEN_PAGE_SHIFT
#define XEN_PAGE_SHIFT	12
#endif
#define XEN_FLEX_RING_SIZE(order)	(1UL << ((order) + XEN_PAGE_SHIFT - 1))

/*
 * Defines the helpers of a byte ring.
 *
 * <name>_mask()		index to offset
 * <name>_get_ring_ptr()	address of an index
 * <name>_queued()		bytes between two indices
 * <name>_read_packet()		copy out of the ring, advance the offset
 * <name>_write_packet()	copy into the ring, advance the offset
 *
 * The packet functions take offsets, and trust their caller that size bytes are
 * queued or free; barriers and the shared indices are the caller's too.
 */
#define DEFINE_XEN_FLEX_RING(name)					\
static inline RING_IDX name##_mask(RING_IDX idx, RING_IDX ring_size)	\
{									\
	return idx & (ring_size - 1);					\
}									\
									\
static inline unsigned char *						\
name##_get_ring_ptr(unsigned char *buf, RING_IDX idx, RING_IDX ring_size) \
{									\
	return &buf[name##_mask(idx, ring_size)];			\
}									\
									\
static inline RING_IDX name##_queued(RING_IDX prod, RING_IDX cons,	\
				     RING_IDX ring_size)		\
{									\
	RING_IDX used = name##_mask(prod - cons, ring_size);		\
									\
	/* full and empty look alike once masked */			\
	return used || prod == cons ? used : ring_size;			\
}									\
									\
static inline void name##_read_packet(void *opaque,			\
				      const unsigned char *buf,		\
				      size_t size,			\
				      RING_IDX masked_prod,		\
				      RING_IDX *masked_cons,		\
				      RING_IDX ring_size)		\
{									\
	size_t tail = ring_size - *masked_cons;				\
	size_t first = size < tail ? size : tail;			\
									\
	memcpy(opaque, buf + *masked_cons, first);			\
	memcpy((unsigned char *)opaque + first, buf, size - first);	\
	*masked_cons = name##_mask(*masked_cons + size, ring_size);	\
}									\
									\
static inline void name##_write_packet(unsigned char *buf,		\
				       const void *opaque,		\
				       size_t size,			\
				       RING_IDX *masked_prod,		\
				       RING_IDX masked_cons,		\
				       RING_IDX ring_size)		\
{									\
	size_t tail = ring_size - *masked_prod;				\
	size_t first = size < tail ? size : tail;			\
									\
	memcpy(buf + *masked_prod, opaque, first);			\
	memcpy(buf, (const unsigned char *)opaque + first, size - first); \
	*masked_prod = name##_mask(*masked_prod + size, ring_size);	\
}									\
									\
struct name##_data {							\
	unsigned char *in;						\
	unsigned char *out;						\
}

/*
 * The helpers, and the page that describes the ring: indices of both
 * directions (in: back to front), order, and the grants of its frames.
 */
#define DEFINE_XEN_FLEX_RING_AND_INTF(name)	\
struct name##_data_intf {			\
	RING_IDX in_cons, in_prod;		\
	u8 pad1[56];				\
	RING_IDX out_cons, out_prod;		\
	u8 pad2[56];				\
	RING_IDX ring_order;			\
	grant_ref_t ref[];			\
};						\
DEFINE_XEN_FLEX_RING(name)

#endif /* _XEN_INTERFACE_IO_RING_H */
