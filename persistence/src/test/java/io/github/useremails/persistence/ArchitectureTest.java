package io.github.useremails.persistence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What each module may see of the others and of the libraries. */
@AnalyzeClasses(
        packages = "io.github.useremails",
        importOptions = {DoNotIncludeTests.class, WithoutTestJars.class})
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyPersistenceAndTheGuardSeeJooq = noClasses()
            .that()
            .resideOutsideOfPackages("..persistence..", "..guard..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jooq..");

    @ArchTest
    static final ArchRule onlyMigrationsSeesFlyway = noClasses()
            .that()
            .resideOutsideOfPackage("..migrations..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.flywaydb..");

    @ArchTest
    static final ArchRule noModuleChoosesAPool =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.zaxxer..");

    @ArchTest
    static final ArchRule persistenceAndMigrationsDoNotSeeEachOther = noClasses()
            .that()
            .resideInAPackage("..persistence..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..migrations..");

    @ArchTest
    static final ArchRule roomsHaveNoCircle = slices().matching("io.github.useremails.persistence.internal.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheEntrySeesTheRooms = noClasses()
            .that()
            .resideInAnyPackage("..persistence.spi..", "..persistence.replica..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.useremails.persistence", "..persistence.internal..");

    @ArchTest
    static final ArchRule theGuardSeesJooqAndNoOtherModule = classes()
            .that()
            .resideInAPackage("..guard..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("..guard..", "org.jooq..", "org.jspecify..", "java..", "javax.sql..");

    @ArchTest
    static final ArchRule generatedClassesAreForQueriesOnly = classes()
            .that()
            .resideInAPackage("..persistence.internal.schema..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("..persistence..");

    @ArchTest
    static final ArchRule namesAreWordsOfTheField =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Entity|Service|Repository)");

    @ArchTest
    static final ArchRule timeIsGivenAndNotTaken = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.OffsetDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    /** What one call leaves behind, no other call finds. */
    @ArchTest
    static final ArchRule nothingStaticChanges = fields().that()
            .areStatic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .beFinal()
            .andShould()
            .haveRawType(new Unchanging());
}
