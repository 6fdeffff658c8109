/* SPDX-License-Identifier: GPL-2.0-only */
#include "hosted_core.h"
