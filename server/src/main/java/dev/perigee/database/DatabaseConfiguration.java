package dev.perigee.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.perigee.secret.DataFolder;
import dev.perigee.secret.Secrets;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseSettings.class)
class DatabaseConfiguration {

    private static final int OPERATOR_POOL = 4;

    /** Asks for the secrets although it needs none: without them nothing may start, least of all a migration. */
    @Bean
    DatabaseServer databaseServer(
            DatabaseSettings settings, DataFolder folder, Secrets secrets, Environment environment) {
        boolean production = environment.acceptsProfiles(Profiles.of("production"));
        var server = DatabaseServer.start(settings, folder, production);
        try {
            if (production) {
                Schema.refuseStrongRole(server);
            }
            Schema.migrate(server);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Bean
    @Primary
    HikariDataSource dataSource(DatabaseServer server, DatabaseSettings settings) {
        return pool("app", server.app(), settings.pool(), settings.idle());
    }

    @Bean
    @Primary
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    @Primary
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new TenantTransactionManager(dataSource);
    }

    @Bean
    @Primary
    TransactionOperations transactionOperations(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }

    @Bean(defaultCandidate = false)
    @AcrossAccounts
    HikariDataSource operatorDataSource(DatabaseServer server, DatabaseSettings settings) {
        return pool("operator", server.operator(), OPERATOR_POOL, settings.idle());
    }

    @Bean(defaultCandidate = false)
    @AcrossAccounts
    JdbcClient operatorJdbcClient(@AcrossAccounts DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean(defaultCandidate = false)
    @AcrossAccounts
    TransactionOperations operatorTransactions(@AcrossAccounts DataSource dataSource) {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @Bean
    Notices notices(
            DatabaseServer server,
            JdbcClient jdbc,
            HikariDataSource pool,
            @AcrossAccounts HikariDataSource operatorPool) {
        return new Notices(server.app(), jdbc, () -> {
            cut(pool);
            cut(operatorPool);
        });
    }

    private static void cut(HikariDataSource pool) {
        if (pool.getDataSource() instanceof Lines lines) {
            lines.cut();
        }
    }

    /** The time limits are those of docs/guide/reliability.md: a dead database answers 503 within seconds. */
    private static HikariDataSource pool(String name, DatabaseUrl url, int size, int idle) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new Lines(name, url));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(idle, size));
        config.setConnectionTimeout(2_000);
        config.setValidationTimeout(1_000);
        config.setKeepaliveTime(60_000);
        return new HikariDataSource(config);
    }
}
