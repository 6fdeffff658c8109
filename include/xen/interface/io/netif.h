/* SPDX-License-Identifier: MIT */
/*
 * Network interfaces. Per queue two rings: tx carries packets out of the guest,
 * rx lends pages for packets to the guest. A packet takes one slot per page;
 * slots with extra information stand behind the first. A third ring controls
 * the back end's hashing.
 */
#ifndef _XEN_INTERFACE_IO_NETIF_H
#define _XEN_INTERFACE_IO_NETIF_H

#include <xen/interface/io/ring.h>
#include <xen/interface/grant_table.h>

/* Slots of one packet that every back end accepts. */
#define XEN_NETIF_NR_SLOTS_MIN	18

/* Room that a front end may ask to be left before a packet. */
#define XEN_NETIF_MAX_XDP_HEADROOM	0x7FFF

/* Header fields that a hash covers. */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV4	0
#define XEN_NETIF_CTRL_HASH_TYPE_IPV4 \
	(1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV4)
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP	1
#define XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP \
	(1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP)
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6	2
#define XEN_NETIF_CTRL_HASH_TYPE_IPV6 \
	(1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV6)
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP	3
#define XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP \
	(1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP)
#define XEN_NETIF_CTRL_HASH_ALGORITHM_NONE	0
#define XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ	1

#ifdef XEN_NETIF_DEFINE_TOEPLITZ
/*
 * Toeplitz hash: for each set bit of the data, most significant first, the 32
 * bits of the key that start at the same position are xored in. Key bits past
 * the end count as zero.
 */
static u32 xen_netif_toeplitz_hash(const u8 *key, unsigned int keylen,
				   const u8 *buf, unsigned int buflen)
{
	unsigned int byte, next;
	u32 window = 0, hash = 0;
	int bit;

	for (next = 0; next < 4; next++)
		window = window << 8 | (next < keylen ? key[next] : 0);

	for (byte = 0; byte < buflen; byte++, next++) {
		u8 coming = next < keylen ? key[next] : 0;

		for (bit = 7; bit >= 0; bit--) {
			if (buf[byte] >> bit & 1)
				hash ^= window;
			window = window << 1 | (coming >> bit & 1);
		}
	}

	return hash;
}
#endif /* XEN_NETIF_DEFINE_TOEPLITZ */

/* Front to back: how to spread packets over queues. */
struct xen_netif_ctrl_request {
	u16 id;	/* comes back in the response */
	u16 type;
#define XEN_NETIF_CTRL_TYPE_INVALID			0
#define XEN_NETIF_CTRL_TYPE_GET_HASH_FLAGS		1
#define XEN_NETIF_CTRL_TYPE_SET_HASH_FLAGS		2
#define XEN_NETIF_CTRL_TYPE_SET_HASH_KEY		3
#define XEN_NETIF_CTRL_TYPE_GET_HASH_MAPPING_SIZE	4
#define XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING_SIZE	5
#define XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING		6
#define XEN_NETIF_CTRL_TYPE_SET_HASH_ALGORITHM		7
	u32 data[3];	/* meaning depends on type */
};

/* type is the request's, for the reader's convenience. */
struct xen_netif_ctrl_response {
	u16 id;
	u16 type;
	u32 status;
#define XEN_NETIF_CTRL_STATUS_SUCCESS		0
#define XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED	1
#define XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER	2
#define XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW	3
	u32 data;
};

DEFINE_RING_TYPES(xen_netif_ctrl, struct xen_netif_ctrl_request,
		  struct xen_netif_ctrl_response);

/* xen_netif_tx_request.flags */
#define _XEN_NETTXF_csum_blank		(0)	/* checksum still to be computed */
#define XEN_NETTXF_csum_blank		(1U << _XEN_NETTXF_csum_blank)
#define _XEN_NETTXF_data_validated	(1)	/* checksum known to be right */
#define XEN_NETTXF_data_validated	(1U << _XEN_NETTXF_data_validated)
#define _XEN_NETTXF_more_data		(2)	/* goes on in the next request */
#define XEN_NETTXF_more_data		(1U << _XEN_NETTXF_more_data)
#define _XEN_NETTXF_extra_info		(3)	/* an extra info slot follows */
#define XEN_NETTXF_extra_info		(1U << _XEN_NETTXF_extra_info)
#define XEN_NETIF_MAX_TX_SIZE		0xFFFF

struct xen_netif_tx_request {
	grant_ref_t gref;
	u16 offset;	/* in the granted page */
	u16 flags;
	u16 id;		/* comes back in the response */
	/* of the packet in its first slot, of the piece in others */
	u16 size;
};

/* xen_netif_extra_info.type */
#define XEN_NETIF_EXTRA_TYPE_NONE	(0)
#define XEN_NETIF_EXTRA_TYPE_GSO	(1)
#define XEN_NETIF_EXTRA_TYPE_MCAST_ADD	(2)
#define XEN_NETIF_EXTRA_TYPE_MCAST_DEL	(3)
#define XEN_NETIF_EXTRA_TYPE_HASH	(4)
#define XEN_NETIF_EXTRA_TYPE_XDP	(5)
#define XEN_NETIF_EXTRA_TYPE_MAX	(6)

/* Another extra info slot follows. */
#define _XEN_NETIF_EXTRA_FLAG_MORE	(0)
#define XEN_NETIF_EXTRA_FLAG_MORE	(1U << _XEN_NETIF_EXTRA_FLAG_MORE)
#define XEN_NETIF_GSO_TYPE_NONE		(0)
#define XEN_NETIF_GSO_TYPE_TCPV4	(1)
#define XEN_NETIF_GSO_TYPE_TCPV6	(2)

/* Takes a slot of a ring, between a packet's first slot and the others. */
struct xen_netif_extra_info {
	u8 type;
	u8 flags;
	union {
		struct {
			u16 size;
			u8 type;
			u8 pad;
			u16 features;
		} gso;
		struct {
			u8 addr[6];
		} mcast;
		struct {
			u8 type;
			u8 algorithm;
			u8 value[4];
		} hash;
		struct {
			u16 headroom;
			u16 pad[2];
		} xdp;
		u16 pad[3];
	} u;
};

struct xen_netif_tx_response {
	u16 id;
	s16 status;
};

/* Lends the page gref for one slot's worth of packet. */
struct xen_netif_rx_request {
	u16 id;
	u16 pad;
	grant_ref_t gref;
};

/* xen_netif_rx_response.flags */
#define _XEN_NETRXF_data_validated	(0)	/* checksum known to be right */
#define XEN_NETRXF_data_validated	(1U << _XEN_NETRXF_data_validated)
#define _XEN_NETRXF_csum_blank		(1)	/* checksum still to be computed */
#define XEN_NETRXF_csum_blank		(1U << _XEN_NETRXF_csum_blank)
#define _XEN_NETRXF_more_data		(2)	/* goes on in the next response */
#define XEN_NETRXF_more_data		(1U << _XEN_NETRXF_more_data)
#define _XEN_NETRXF_extra_info		(3)	/* an extra info slot follows */
#define XEN_NETRXF_extra_info		(1U << _XEN_NETRXF_extra_info)
#define _XEN_NETRXF_gso_prefix		(4)	/* historic form of a GSO slot */
#define XEN_NETRXF_gso_prefix		(1U << _XEN_NETRXF_gso_prefix)

struct xen_netif_rx_response {
	u16 id;
	u16 offset;
	u16 flags;
	s16 status;	/* negative: XEN_NETIF_RSP_*; else bytes */
};

DEFINE_RING_TYPES(xen_netif_tx, struct xen_netif_tx_request,
		  struct xen_netif_tx_response);

DEFINE_RING_TYPES(xen_netif_rx, struct xen_netif_rx_request,
		  struct xen_netif_rx_response);

/* status. NULL answers an extra info slot. */
#define XEN_NETIF_RSP_DROPPED	-2
#define XEN_NETIF_RSP_ERROR	-1
#define XEN_NETIF_RSP_OKAY	0
#define XEN_NETIF_RSP_NULL	1

#endif /* _XEN_INTERFACE_IO_NETIF_H */
