package dev.perigee.database;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which PostgreSQL to use; no address means the embedded one.
 *
 * @param url the application's role (DATABASE_URL)
 * @param ownerUrl the role that owns the schema and migrates it (DATABASE_OWNER_URL)
 * @param operatorUrl the role that sees across accounts (DATABASE_OPERATOR_URL)
 * @param fsync whether the embedded server survives a power cut; off in tests only
 * @param pool connections of the application's role, at most
 * @param idle how many of a role's connections stay open without work
 */
@ConfigurationProperties("perigee.database")
record DatabaseSettings(String url, String ownerUrl, String operatorUrl, boolean fsync, int pool, int idle) {}
