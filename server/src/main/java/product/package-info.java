/** What is yours: the application's entry and, one package each, your features. */
@NullMarked
package product;

import org.jspecify.annotations.NullMarked;
