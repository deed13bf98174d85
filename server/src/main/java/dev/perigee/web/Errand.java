package dev.perigee.web;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Something that an operator does from a terminal, by {@code bin/perigee}: a node starts with a setting that says so, does
 * it before everything else, and ends. Who may start a node may do it, and no request can.
 */
public abstract class Errand implements ApplicationRunner, Ordered {

    private final String about;
    private final ConfigurableApplicationContext context;

    /** @param about what to do it with; empty on every usual start */
    protected Errand(String about, ConfigurableApplicationContext context) {
        this.about = about;
        this.context = context;
    }

    /**
     * Does it, and prints what came of it.
     *
     * @return the exit status
     */
    protected abstract int run(String about);

    @Override
    public final void run(ApplicationArguments arguments) {
        if (!about.isEmpty()) {
            int status = run(about);
            System.exit(SpringApplication.exit(context, () -> status));
        }
    }

    @Override
    public final int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
