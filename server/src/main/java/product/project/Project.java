package product.project;

import java.time.Instant;
import java.util.UUID;

/** What the account works on. */
public record Project(UUID id, String name, String notes, boolean archived, Instant createdAt, Instant updatedAt) {}
