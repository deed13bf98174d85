/** The sample feature: it has all that a feature can have. Learn from it; delete the folder when you need it no more. */
@NullMarked
package product.project;

import org.jspecify.annotations.NullMarked;
