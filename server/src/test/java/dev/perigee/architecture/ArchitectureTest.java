package dev.perigee.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
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

    private static final Path SOURCES = Path.of("src", "main", "java");

    /** Tables of an account's data; a store of one takes the account in every method. */
    private static final Pattern TENANT_TABLE = Pattern.compile(
            "create table (\\w+) \\((?:(?!;).)*?account_id\\s+uuid\\s+(?:not null|primary key)", Pattern.DOTALL);

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
    void a_store_of_an_accounts_data_takes_the_account_first_in_every_method() {
        methods()
                .that()
                .areDeclaredInClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "touch only tables of accounts", ArchitectureTest::touchesOnlyTenantTables))
                .and()
                .areNotPrivate()
                .and()
                .areNotStatic()
                .should(takeTheAccountFirst())
                .check(CODE);
    }

    private static boolean touchesOnlyTenantTables(JavaClass type) {
        if (!type.getSimpleName().endsWith("Store")) {
            return false;
        }
        Set<String> tables = tablesIn(read(SOURCES.resolve(type.getName().replace('.', '/') + ".java")));
        return !tables.isEmpty() && tenantTables().containsAll(tables);
    }

    private static Set<String> tablesIn(String source) {
        return Pattern.compile("\\b(?:from|join|into|update)\\s+(\\w+)")
                .matcher(source)
                .results()
                .map(match -> match.group(1))
                .filter(allTables()::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tenantTables() {
        return tables(TENANT_TABLE);
    }

    private static Set<String> allTables() {
        return tables(Pattern.compile("create table (\\w+) \\("));
    }

    private static Set<String> tables(Pattern pattern) {
        return migrations().stream()
                .flatMap(file -> pattern.matcher(read(file)).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static List<Path> migrations() {
        try (Stream<Path> files = Files.list(Path.of("src", "main", "resources", "db", "migration"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArchCondition<JavaMethod> takeTheAccountFirst() {
        return new ArchCondition<>("take the AccountId first") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                var parameters = method.getRawParameterTypes();
                boolean first = !parameters.isEmpty() && parameters.getFirst().isEquivalentTo(AccountId.class);
                boolean housekeeping = method.isAnnotatedWith("org.springframework.scheduling.annotation.Scheduled");
                boolean ofOnePerson = !parameters.isEmpty()
                        && parameters.getFirst().getSimpleName().equals("UserId");
                if (!first && !housekeeping && !ofOnePerson) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName() + " takes no AccountId first"));
                }
            }
        };
    }

    @Test
    void only_these_parts_may_see_across_accounts() {
        Set<String> seeing = Stream.of(SOURCES.resolve("dev/perigee"), SOURCES.resolve("product"))
                .flatMap(ArchitectureTest::javaFiles)
                .filter(file -> read(file).contains("@" + AcrossAccounts.class.getSimpleName()))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(seeing)
                .containsExactly(
                        "DatabaseConfiguration",
                        "IdempotencyStore",
                        "LoginStore",
                        "MailStore",
                        "MailedTokenStore",
                        "RequestLogConfiguration",
                        "SessionStore");
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothing_is_injected_into_fields() {
        noFields().should().beAnnotatedWith(Autowired.class).orShould().beAnnotatedWith(Value.class).check(CODE);
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
        for (JavaClass type : CODE) {
            if (type.isAnnotatedWith(RestController.class)) {
                var long_ = ControllerMethods.longerThanOneStatement(
                        SOURCES.resolve(type.getName().replace('.', '/') + ".java"));
                assertThat(long_).as(type.getSimpleName()).isEmpty();
            }
        }
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
        Set<String> unmarked = Stream.of(SOURCES.resolve("dev"), SOURCES.resolve("product"))
                .flatMap(ArchitectureTest::javaFiles)
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java"))
                        || !read(folder.resolve("package-info.java")).contains("@NullMarked"))
                .map(Path::toString)
                .collect(Collectors.toSet());
        assertThat(unmarked).isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
