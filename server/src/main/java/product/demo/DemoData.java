package product.demo;

import dev.perigee.account.SignUp;
import dev.perigee.database.Tenancy;
import dev.perigee.mail.EmailAddress;
import dev.perigee.secret.DataFolder;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.StartNote;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import product.project.Projects;

/** A demo account with a few projects, made by the same classes that serve real people; never in production, and never by real mail. */
@Component
@Profile("!production")
@ConditionalOnBooleanProperty("perigee.demo")
@ConditionalOnExpression("'${perigee.mail.smtp-url:}'.isBlank()")
class DemoData implements ApplicationRunner, StartNote {

    private static final EmailAddress EMAIL = EmailAddress.of("demo@perigee.example");

    private final DataFolder folder;
    private final SignUp signUp;
    private final Users users;
    private final DemoAccounts accounts;
    private final Projects projects;
    private final TransactionOperations transactions;

    DemoData(
            DataFolder folder,
            SignUp signUp,
            Users users,
            DemoAccounts accounts,
            Projects projects,
            TransactionOperations transactions) {
        this.folder = folder;
        this.signUp = signUp;
        this.users = users;
        this.accounts = accounts;
        this.projects = projects;
        this.transactions = transactions;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (users.isEmpty()) {
            signUp.begin("Demo Person", EMAIL, password(), "Demo Company", Locale.ENGLISH);
        }
        users.find(EMAIL).filter(user -> !user.verified()).ifPresent(this::settle);
    }

    /** Runs again when an earlier start was killed before its end. */
    private void settle(User user) {
        var caller = accounts.callerOf(user);
        var tenant = new Tenancy.Tenant(caller.account(), caller.user());
        ScopedValue.where(Tenancy.CURRENT, tenant)
                .run(() -> transactions.executeWithoutResult(transaction -> {
                    users.currentRegistration(user).ifPresent(users::confirm);
                    projects.create(caller, "Website relaunch", "New pages by spring.");
                    projects.create(caller, "Mobile app", null);
                    projects.create(caller, "Customer interviews", "Five a week.");
                }));
    }

    private String password() {
        return folder.password("DEMO_PASSWORD");
    }

    @Override
    public List<String> lines() {
        return users.find(EMAIL).isEmpty()
                ? List.of()
                : List.of("Demo account    " + EMAIL + "  password " + password());
    }
}
