/* SPDX-License-Identifier: GPL-2.0-only */
/* Empty: an ABI header names it, micro-guests need nothing of it. */
