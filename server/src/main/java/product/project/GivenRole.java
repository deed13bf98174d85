package product.project;

import dev.perigee.database.UserId;
import java.time.Instant;

/**
 * What a member may do in a project.
 *
 * @param role {@code lead}, {@code editor} or {@code viewer}
 * @param givenAt since when
 */
record GivenRole(UserId userId, String role, Instant givenAt) {}
