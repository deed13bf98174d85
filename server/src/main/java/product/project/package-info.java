/** The sample feature: the smallest complete one. Copy it to begin your own; delete the folder when you need it no more. */
@NullMarked
package product.project;

import org.jspecify.annotations.NullMarked;
