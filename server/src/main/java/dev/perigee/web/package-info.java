/** The kernel: who calls, whether they may, how often, and how every answer looks. It knows no feature. */
@NullMarked
package dev.perigee.web;

import org.jspecify.annotations.NullMarked;
