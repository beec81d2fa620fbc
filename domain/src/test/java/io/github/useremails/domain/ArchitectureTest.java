package io.github.useremails.domain;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The allowed dependencies of the model, including those on its environment. */
@AnalyzeClasses(packages = "io.github.useremails.domain", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theModelIsPlainJava = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "io.github.useremails.domain..",
                            "java.lang..",
                            "java.util..",
                            "java.time..",
                            "java.text..",
                            "org.jspecify.annotations")
                    .or(type(Charset.class))
                    .or(type(StandardCharsets.class)))
            .because("it must not depend on java.sql, jOOQ or Flyway, or add dependencies to applications");

    @ArchTest
    static final ArchRule namesAreWordsOfTheField = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule errorsAreFinal = classes()
            .that()
            .areAssignableTo(Throwable.class)
            .and()
            .doNotHaveFullyQualifiedName(UserEmailException.class.getName())
            .should()
            .haveModifier(FINAL);

    @ArchTest
    static final ArchRule timeIsGivenAndNotTaken = noClasses()
            .should()
            .accessTargetWhere(target(name("now")).and(targetOwner(resideInAPackage("java.time.."))))
            .orShould()
            .accessTargetWhere(
                    target(nameMatching("system.*|tick.+")).and(targetOwner(resideInAPackage("java.time.."))))
            .orShould()
            .accessTargetWhere(target(nameMatching("currentTimeMillis|nanoTime")));

    @ArchTest
    static final ArchRule nothingDependsOnTheDefaultLocale = noClasses()
            .should()
            .accessTargetWhere(target(nameMatching("toLowerCase|toUpperCase|format|formatted"))
                    .and(targetOwner(assignableTo(String.class)))
                    .and(describe("is given no locale", ArchitectureTest::isGivenNoLocale)))
            .orShould()
            .accessTargetWhere(target(name("getDefault")).and(targetOwner(type(Locale.class))));

    private static boolean isGivenNoLocale(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget codeUnit
                && codeUnit.getRawParameterTypes().stream()
                        .noneMatch(parameter -> parameter.isEquivalentTo(Locale.class));
    }
}
