package io.github.useremails.persistence;

import org.jooq.codegen.DefaultGeneratorStrategy;
import org.jooq.meta.Definition;

/** jOOQ names classes with the locale of the JVM, and the tests run with a Turkish one, where İ is the capital of i. */
public final class EnglishClassNames extends DefaultGeneratorStrategy {

    @Override
    public String getJavaClassName(Definition definition, Mode mode) {
        return super.getJavaClassName(definition, mode).replace('İ', 'I');
    }
}
