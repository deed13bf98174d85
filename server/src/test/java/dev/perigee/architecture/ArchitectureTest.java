package dev.perigee.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RestController;
import product.Application;

/** Holds the house to its shape: what a reviewer would have to notice, the build notices. */
class ArchitectureTest {

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.perigee", "product");

    private static final Pattern TABLE_IN_SQL = Pattern.compile("\\b(?:from|join|into|update)\\s+(\\w+)");
    private static final Pattern CREATE_TABLE = Pattern.compile("create table (\\w+) \\(");
    private static final Pattern ACCOUNT_COLUMN = Pattern.compile("\\baccount_id\\s+uuid\\s+(?:not null|primary key)");

    @Test
    void modules_have_no_cycles_and_do_not_reach_into_each_other() {
        ApplicationModules.of(Application.class).verify();
    }

    @Test
    void sql_stands_in_stores_and_where_the_database_itself_is_kept() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Store")
                .and()
                .resideOutsideOfPackage("dev.perigee.database")
                .and()
                .haveSimpleNameNotEndingWith("StoreConfiguration")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework.jdbc.."))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.Connection")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.PreparedStatement")
                .check(CODE);
    }

    @Test
    void a_store_asks_for_the_account_first_wherever_it_touches_an_accounts_data() {
        var forgetful = Sources.methodsOf("Store").stream()
                .filter(method -> !method.isPrivate() && !seesAcrossAccounts(method))
                .filter(method -> touchesAnAccountsData(method.body()))
                .filter(method -> !takesFirst(method, "AccountId") && !isAboutOnePerson(method))
                .map(Sources.Method::toString)
                .toList();
        assertThat(forgetful).isEmpty();
        assertThat(tenantTables()).contains("project", "subscription", "membership", "idempotency", "account");
    }

    private static boolean takesFirst(Sources.Method method, String type) {
        return !method.parameters().isEmpty() && method.parameters().getFirst().equals(type);
    }

    /** The test after this one says which stores may. */
    private static boolean seesAcrossAccounts(Sources.Method method) {
        return method.isAnnotated("Scheduled")
                || method.owner().equals("AuditChainStore")
                || Set.of(
                                "ApiKeyStore.holderOf",
                                "DeliveryStore.take",
                                "FormerKeyStore.why",
                                "RefusalStore.findAnybodys")
                        .contains(method.toString());
    }

    /** A person's own memberships are theirs to see in whatever account they stand, and so is what was sent to them. */
    private static boolean isAboutOnePerson(Sources.Method method) {
        return (takesFirst(method, "UserId") && method.body().contains("from membership"))
                || (takesFirst(method, "EmailAddress") && method.body().contains("from invite"));
    }

    private static boolean touchesAnAccountsData(String body) {
        return TABLE_IN_SQL
                .matcher(body)
                .results()
                .anyMatch(match -> tenantTables().contains(match.group(1)));
    }

    /** Every table that names an account in each of its rows, and the accounts themselves. */
    private static Set<String> tenantTables() {
        Set<String> tables = new TreeSet<>(Set.of("account"));
        for (Path file : migrations()) {
            for (String statement : Sources.read(file).split(";", -1)) {
                var table = CREATE_TABLE.matcher(statement);
                if (table.find() && ACCOUNT_COLUMN.matcher(statement).find()) {
                    tables.add(table.group(1));
                }
            }
        }
        return tables;
    }

    private static List<Path> migrations() {
        try (Stream<Path> files = Files.list(Path.of("src", "main", "resources", "db", "migration"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void only_these_parts_may_see_across_accounts() {
        Set<String> seeing = Sources.files().stream()
                .filter(file -> Sources.read(file).contains("@AcrossAccounts"))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(seeing)
                .containsExactly(
                        "AccountStore",
                        "AddressStore",
                        "ApiKeyStore",
                        "AuditChainStore",
                        "ClosingStore",
                        "DatabaseConfiguration",
                        "DeliveryStore",
                        "ExportStore",
                        "FlowStore",
                        "FormerKeyStore",
                        "IdempotencyStore",
                        "IdentityStore",
                        "InboundEventStore",
                        "InviteStore",
                        "LoginStore",
                        "MailStore",
                        "MailedTokenStore",
                        "MessageStore",
                        "NotificationStore",
                        "OwnershipStore",
                        "PasskeyStore",
                        "PendingSignInStore",
                        "RefusalStore",
                        "RequestLogConfiguration",
                        "SecondFactorStore",
                        "SessionStore",
                        "UserStore");
    }

    @Test
    void nothing_is_injected_into_fields() {
        noFields()
                .should()
                .beAnnotatedWith(Autowired.class)
                .orShould()
                .beAnnotatedWith(Value.class)
                .check(CODE);
        fields().that()
                .areDeclaredInClassesThat()
                .areMetaAnnotatedWith(org.springframework.stereotype.Component.class)
                .and()
                .areNotStatic()
                .should()
                .bePrivate()
                .check(CODE);
    }

    @Test
    void a_controller_method_is_one_statement() {
        classes()
                .that()
                .areAnnotatedWith(RestController.class)
                .or()
                .areAnnotatedWith(Controller.class)
                .should()
                .bePackagePrivate()
                .check(CODE);
        assertThat(Sources.methodsOf("Controller"))
                .filteredOn(method -> method.isAnnotated("Mapping"))
                .filteredOn(method ->
                        method.owner().endsWith("Controller") && !method.owner().equals("PageController"))
                .filteredOn(method -> !method.owner().equals("MailboxController"))
                .allSatisfy(method ->
                        assertThat(method.statements()).as(method.toString()).isEqualTo(1));
    }

    @Test
    void the_kernel_knows_no_feature() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.perigee.web..", "dev.perigee.database..", "dev.perigee.secret..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.perigee.mail..",
                        "dev.perigee.user..",
                        "dev.perigee.account..",
                        "dev.perigee.auth..",
                        "dev.perigee.billing..",
                        "dev.perigee.log..",
                        "product..")
                .check(CODE);
    }

    @Test
    void the_foundation_does_not_know_the_customers_code() {
        noClasses()
                .that()
                .resideInAPackage("dev.perigee..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("product..")
                .check(CODE);
    }

    @Test
    void beans_are_made_by_one_constructor_that_only_their_package_can_call() {
        constructors()
                .that()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(org.springframework.stereotype.Component.class)
                .or()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(org.springframework.stereotype.Repository.class)
                .should()
                .bePackagePrivate()
                .check(CODE);
    }

    @Test
    void names_that_say_nothing_are_not_used() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Dto")
                .because("they name no thing of the field")
                .check(CODE.that(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are not named by Spring's own term",
                        type -> !type.getSimpleName().equals("TenantTransactionManager"))));
    }

    @Test
    void every_package_is_null_marked() {
        Set<Path> unmarked = Sources.files().stream()
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java"))
                        || !Sources.read(folder.resolve("package-info.java")).contains("@NullMarked"))
                .collect(Collectors.toSet());
        assertThat(unmarked).isEmpty();
    }
}
