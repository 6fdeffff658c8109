/* SPDX-License-Identifier: MIT */
/*
 * Layout of the binary interface, as numbers.
 *
 * The interface is older than this code and is shared with hypervisors, kernels
 * and tools that we do not build, so no edit of a header may move a field. The
 * numbers in abi_check_*.h were taken once from the public headers of 4.17 on
 * x86-64, by compiling them; an edited struct then fails to build here instead
 * of failing in a guest. One line per struct or union:
 *
 *	ABI_LAYOUT(type, size, field, offset, field, offset, ...);
 *	ABI_SIZE(type, size);		nothing but bit-fields in it
 *
 * Members of a union are left out, since their offset is the union's, unless
 * the member is an unnamed struct with members of its own. Bit-fields have no
 * offset. A line that fails names the type; the field is found by comparing.
 */
#ifndef _XEN_INTERFACE_ABI_CHECK_H
#define _XEN_INTERFACE_ABI_CHECK_H

#ifdef __KERNEL__
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <assert.h>
#include <stddef.h>
#endif

#define ABI_SIZE(_type, _size) \
	static_assert(sizeof(_type) == (_size), \
		      "size of " #_type " differs from the ABI")

#define ABI_LAYOUT(_type, _size, ...)					\
	static_assert(sizeof(_type) == (_size) &&			\
		      ABI_AT(_type, __VA_ARGS__),			\
		      "layout of " #_type " differs from the ABI")

/* Calls __ABI_AT<n> for n pairs of field and offset. */
#define __ABI_PICK(_f1, _o1, _f2, _o2, _f3, _o3, _f4, _o4, _f5, _o5,	\
		   _f6, _o6, _f7, _o7, _f8, _o8, _f9, _o9, _f10, _o10,	\
		   _f11, _o11, _f12, _o12, _f13, _o13, _f14, _o14,	\
		   _f15, _o15, _f16, _o16, _f17, _o17, _f18, _o18,	\
		   _f19, _o19, _f20, _o20, _f21, _o21, _f22, _o22,	\
		   _f23, _o23, _f24, _o24, _f25, _o25, _f26, _o26,	\
		   _f27, _o27, _f28, _o28, _f29, _o29, _f30, _o30,	\
		   _f31, _o31, _f32, _o32, _f33, _o33, _f34, _o34,	\
		   _f35, _o35, _f36, _o36, _m, ...) _m
#define ABI_AT(_t, ...)							\
	__ABI_PICK(__VA_ARGS__,						\
		   __ABI_AT36, __ABI_AT36, __ABI_AT35, __ABI_AT35,	\
		   __ABI_AT34, __ABI_AT34, __ABI_AT33, __ABI_AT33,	\
		   __ABI_AT32, __ABI_AT32, __ABI_AT31, __ABI_AT31,	\
		   __ABI_AT30, __ABI_AT30, __ABI_AT29, __ABI_AT29,	\
		   __ABI_AT28, __ABI_AT28, __ABI_AT27, __ABI_AT27,	\
		   __ABI_AT26, __ABI_AT26, __ABI_AT25, __ABI_AT25,	\
		   __ABI_AT24, __ABI_AT24, __ABI_AT23, __ABI_AT23,	\
		   __ABI_AT22, __ABI_AT22, __ABI_AT21, __ABI_AT21,	\
		   __ABI_AT20, __ABI_AT20, __ABI_AT19, __ABI_AT19,	\
		   __ABI_AT18, __ABI_AT18, __ABI_AT17, __ABI_AT17,	\
		   __ABI_AT16, __ABI_AT16, __ABI_AT15, __ABI_AT15,	\
		   __ABI_AT14, __ABI_AT14, __ABI_AT13, __ABI_AT13,	\
		   __ABI_AT12, __ABI_AT12, __ABI_AT11, __ABI_AT11,	\
		   __ABI_AT10, __ABI_AT10, __ABI_AT9, __ABI_AT9,	\
		   __ABI_AT8, __ABI_AT8, __ABI_AT7, __ABI_AT7,		\
		   __ABI_AT6, __ABI_AT6, __ABI_AT5, __ABI_AT5,		\
		   __ABI_AT4, __ABI_AT4, __ABI_AT3, __ABI_AT3,		\
		   __ABI_AT2, __ABI_AT2, __ABI_AT1, __ABI_AT1,		\
		   0)(_t, __VA_ARGS__)

#define __ABI_AT1(_t, _f, _o)	(offsetof(_t, _f) == (_o))
#define __ABI_AT2(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT1(_t, __VA_ARGS__))
#define __ABI_AT3(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT2(_t, __VA_ARGS__))
#define __ABI_AT4(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT3(_t, __VA_ARGS__))
#define __ABI_AT5(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT4(_t, __VA_ARGS__))
#define __ABI_AT6(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT5(_t, __VA_ARGS__))
#define __ABI_AT7(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT6(_t, __VA_ARGS__))
#define __ABI_AT8(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT7(_t, __VA_ARGS__))
#define __ABI_AT9(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT8(_t, __VA_ARGS__))
#define __ABI_AT10(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT9(_t, __VA_ARGS__))
#define __ABI_AT11(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT10(_t, __VA_ARGS__))
#define __ABI_AT12(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT11(_t, __VA_ARGS__))
#define __ABI_AT13(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT12(_t, __VA_ARGS__))
#define __ABI_AT14(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT13(_t, __VA_ARGS__))
#define __ABI_AT15(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT14(_t, __VA_ARGS__))
#define __ABI_AT16(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT15(_t, __VA_ARGS__))
#define __ABI_AT17(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT16(_t, __VA_ARGS__))
#define __ABI_AT18(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT17(_t, __VA_ARGS__))
#define __ABI_AT19(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT18(_t, __VA_ARGS__))
#define __ABI_AT20(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT19(_t, __VA_ARGS__))
#define __ABI_AT21(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT20(_t, __VA_ARGS__))
#define __ABI_AT22(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT21(_t, __VA_ARGS__))
#define __ABI_AT23(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT22(_t, __VA_ARGS__))
#define __ABI_AT24(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT23(_t, __VA_ARGS__))
#define __ABI_AT25(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT24(_t, __VA_ARGS__))
#define __ABI_AT26(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT25(_t, __VA_ARGS__))
#define __ABI_AT27(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT26(_t, __VA_ARGS__))
#define __ABI_AT28(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT27(_t, __VA_ARGS__))
#define __ABI_AT29(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT28(_t, __VA_ARGS__))
#define __ABI_AT30(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT29(_t, __VA_ARGS__))
#define __ABI_AT31(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT30(_t, __VA_ARGS__))
#define __ABI_AT32(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT31(_t, __VA_ARGS__))
#define __ABI_AT33(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT32(_t, __VA_ARGS__))
#define __ABI_AT34(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT33(_t, __VA_ARGS__))
#define __ABI_AT35(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT34(_t, __VA_ARGS__))
#define __ABI_AT36(_t, _f, _o, ...) \
	(__ABI_AT1(_t, _f, _o) && __ABI_AT35(_t, __VA_ARGS__))

#endif /* _XEN_INTERFACE_ABI_CHECK_H */
