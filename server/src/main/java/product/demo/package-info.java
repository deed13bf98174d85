/** What a development machine finds in its database at the first start. */
@NullMarked
package product.demo;

import org.jspecify.annotations.NullMarked;
