// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ABI headers as a hosted program sees them.
 *
 * Two things are tested. That every layout is the public one: that part is done
 * by the compiler, when it reads abi_check_*.h. And that the ring macros, which
 * are code and our own, keep the promises that drivers on both ends rely on:
 *
 *  - a ring has a power of two of slots, all of which fit into its bytes;
 *  - no request and no response is lost or doubled while indices wrap;
 *  - an end that goes to sleep after a final check is notified of the next slot,
 *    and is not notified of every slot while it is awake;
 *  - indices that the other end cannot have reached are recognised;
 *  - byte rings return what was put in, across the end of the buffer, and tell
 *    full from empty.
 *
 * Both ends run in one thread, in random steps from a fixed seed; memory order
 * is therefore not tested here.
 */
#include "abi_hosted.h"

#include <stdio.h>
#include <stdlib.h>

#include <xen/interface/abi_check_guest.h>
#include <xen/interface/abi_check_io.h>
#include <xen/interface/abi_check_tools.h>

struct demo_request {
	u64 id;
	u32 data;
};

struct demo_response {
	u64 id;
	u64 answer;
};

DEFINE_RING_TYPES(demo, struct demo_request, struct demo_response);
DEFINE_XEN_FLEX_RING(bytes);

#define PAGE	4096
#define STEPS	200000
#define START	(~0U - 1000)	/* indices wrap early in each run */

static_assert(__CONST_RING_SIZE(demo, PAGE) == 128, "128 slots of 16 bytes");
static_assert(__CONST_RING_SIZE(demo, 64 + 16) == 1, "one slot");
static_assert(__CONST_RING_SIZE(demo, 64 + 7 * 16) == 4, "rounded down");

static unsigned int failures;

#define CHECK(_cond) do {						\
	if (!(_cond)) {							\
		printf("# %s:%d: %s\n", __FILE__, __LINE__, #_cond);	\
		failures++;						\
	}								\
} while (0)

static void result(const char *name)
{
	static unsigned int nr;

	printf("%sok %u %s\n", failures ? "not " : "", ++nr, name);
	if (failures)
		exit(1);
}

static union {
	struct demo_sring sring;
	unsigned char bytes[PAGE];
} page;

/* Both ends take random steps; each checks the order of what it gets. */
static void test_slots(void)
{
	struct demo_front_ring front;
	struct demo_back_ring back;
	u64 sent = 0, served = 0, answered = 0;
	bool front_asleep = false, back_asleep = false;
	unsigned int step, wakeups = 0, pushes = 0;

	SHARED_RING_INIT(&page.sring);
	page.sring.req_prod = START;
	page.sring.rsp_prod = START;
	page.sring.req_event = START + 1;
	page.sring.rsp_event = START + 1;
	FRONT_RING_ATTACH(&front, &page.sring, START, PAGE);
	BACK_RING_ATTACH(&back, &page.sring, START, PAGE);
	CHECK(RING_SIZE(&front) == 128 && RING_SIZE(&back) == 128);

	for (step = 0; step < STEPS; step++) {
		int notify, work, n = rand() % 8;

		if (rand() & 1) {
			while (n-- && !RING_FULL(&front)) {
				struct demo_request *req;

				req = RING_GET_REQUEST(&front,
						       front.req_prod_pvt);
				req->id = sent;
				req->data = (u32)sent * 3;
				sent++;
				front.req_prod_pvt++;
			}
			RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&front, notify);
			pushes++;
			if (back_asleep)
				CHECK(notify ||
				      !RING_HAS_UNCONSUMED_REQUESTS(&back));
			if (notify)
				back_asleep = false;
			wakeups += notify;

			while (RING_HAS_UNCONSUMED_RESPONSES(&front)) {
				struct demo_response rsp;

				RING_COPY_RESPONSE(&front, front.rsp_cons, &rsp);
				CHECK(rsp.id == answered);
				CHECK(rsp.answer == (u64)(u32)(answered * 3));
				answered++;
				front.rsp_cons++;
			}
			RING_FINAL_CHECK_FOR_RESPONSES(&front, work);
			CHECK(!work);
			front_asleep = true;
		} else if (!back_asleep) {
			while (n-- && RING_HAS_UNCONSUMED_REQUESTS(&back)) {
				struct demo_request req;
				struct demo_response *rsp;

				RING_COPY_REQUEST(&back, back.req_cons, &req);
				back.req_cons++;
				CHECK(req.id == served);
				rsp = RING_GET_RESPONSE(&back,
							back.rsp_prod_pvt);
				rsp->id = req.id;
				rsp->answer = req.data;
				back.rsp_prod_pvt++;
				served++;
			}
			RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&back, notify);
			if (front_asleep)
				CHECK(notify ||
				      !RING_HAS_UNCONSUMED_RESPONSES(&front));
			if (notify)
				front_asleep = false;
			RING_FINAL_CHECK_FOR_REQUESTS(&back, work);
			back_asleep = !work;
		}
		CHECK(sent - answered <= RING_SIZE(&front));
	}
	CHECK(answered > STEPS / 2);
	CHECK(wakeups < pushes);
	result("slots keep order and sleepers are woken");
}

/* Whoever passes the other end's event index notifies, and nobody else. */
static void test_notify(void)
{
	struct demo_front_ring front;
	int notify, i;

	SHARED_RING_INIT(&page.sring);
	FRONT_RING_INIT(&front, &page.sring, PAGE);
	page.sring.req_event = 3;
	for (i = 1; i < 10; i++) {
		front.req_prod_pvt = i;
		RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&front, notify);
		CHECK(page.sring.req_prod == (RING_IDX)i);
		CHECK(notify == (i == 3));
	}
	page.sring.req_event = 12;
	front.req_prod_pvt = 20;
	RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&front, notify);
	CHECK(notify);
	RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&front, notify);
	CHECK(!notify);
	result("passing the event index notifies");
}

/* A front end that lies about how much it sent. */
static void test_overflow(void)
{
	struct demo_front_ring front;
	struct demo_back_ring back;

	SHARED_RING_INIT(&page.sring);
	FRONT_RING_INIT(&front, &page.sring, PAGE);
	BACK_RING_INIT(&back, &page.sring, PAGE);

	CHECK(RING_FREE_REQUESTS(&front) == 128 && !RING_FULL(&front));
	front.req_prod_pvt = 128;
	CHECK(RING_FREE_REQUESTS(&front) == 0 && RING_FULL(&front));
	RING_PUSH_REQUESTS(&front);
	CHECK(XEN_RING_NR_UNCONSUMED_REQUESTS(&back) == 128);
	CHECK(!RING_REQUEST_PROD_OVERFLOW(&back, page.sring.req_prod));

	page.sring.req_prod = 5000;
	CHECK(RING_REQUEST_PROD_OVERFLOW(&back, page.sring.req_prod));
	CHECK(XEN_RING_NR_UNCONSUMED_REQUESTS(&back) == 128);
	back.req_cons = 100;
	CHECK(XEN_RING_NR_UNCONSUMED_REQUESTS(&back) == 28);
	CHECK(!RING_REQUEST_CONS_OVERFLOW(&back, 127));
	CHECK(RING_REQUEST_CONS_OVERFLOW(&back, 128));

	CHECK(!RING_RESPONSE_PROD_OVERFLOW(&front, 128));
	CHECK(RING_RESPONSE_PROD_OVERFLOW(&front, 129));
	result("impossible indices are recognised");
}

/* A byte ring against an endless stream of known bytes. */
static void test_bytes(void)
{
	unsigned char buf[64], data[64];
	RING_IDX prod = START, cons = START;
	unsigned int step;

	for (step = 0; step < STEPS; step++) {
		RING_IDX used = bytes_queued(prod, cons, sizeof(buf));
		RING_IDX mprod = bytes_mask(prod, sizeof(buf));
		RING_IDX mcons = bytes_mask(cons, sizeof(buf));
		unsigned int i, n;

		CHECK(used == prod - cons);
		CHECK(bytes_get_ring_ptr(buf, cons, sizeof(buf)) == buf + mcons);
		if (rand() & 1) {
			n = rand() % (sizeof(buf) - used + 1);
			for (i = 0; i < n; i++)
				data[i] = (prod + i) * 7;
			bytes_write_packet(buf, data, n, &mprod, mcons,
					   sizeof(buf));
			prod += n;
			CHECK(mprod == bytes_mask(prod, sizeof(buf)));
		} else {
			n = rand() % (used + 1);
			bytes_read_packet(data, buf, n, mprod, &mcons,
					  sizeof(buf));
			for (i = 0; i < n; i++)
				CHECK(data[i] == (unsigned char)((cons + i) * 7));
			cons += n;
			CHECK(mcons == bytes_mask(cons, sizeof(buf)));
		}
	}
	CHECK(XEN_FLEX_RING_SIZE(0) == 2048 && XEN_FLEX_RING_SIZE(3) == 16384);
	result("byte rings return what was put in");
}

int main(void)
{
	srand(417);
	printf("1..4\n");
	test_slots();
	test_notify();
	test_overflow();
	test_bytes();
	return 0;
}
