package io.github.useremails.legacy;

import io.github.useremails.guard.ColumnGuard;
import jakarta.persistence.Entity;
import java.lang.reflect.Constructor;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.ibatis.builder.xml.XMLMapperBuilder;
import org.apache.ibatis.io.Resources;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.hibernate.SessionFactory;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.ImplicitBasicColumnNameSource;
import org.hibernate.boot.model.naming.ImplicitNamingStrategyJpaCompliantImpl;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What the application asks the database with, all over one connection. */
record Frameworks(
        DataSource dataSource,
        DSLContext jooq,
        JdbcTemplate spring,
        SessionFactory hibernate,
        SqlSessionFactory mybatis)
        implements AutoCloseable {

    private static final String MAPPERS = "mappers/NewsletterMapper.xml";

    /** Held, since the logging of the JDK forgets the level of a logger that nobody holds. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    static Frameworks over(Connection connection, ColumnGuard guard, CompiledApplication application) throws Exception {
        DataSource dataSource = guard.over(new SingleConnectionDataSource(connection, true));
        return new Frameworks(
                dataSource,
                DSL.using(dataSource, SQLDialect.POSTGRES)
                        .configuration()
                        .deriveAppending(guard.listener())
                        .dsl(),
                new JdbcTemplate(dataSource),
                hibernate(dataSource, application),
                mybatis(dataSource, application));
    }

    /** An object of the class, if it is one that asks the database or one that needs nothing. */
    Optional<Object> create(Class<?> type) throws ReflectiveOperationException {
        for (Constructor<?> constructor : type.getConstructors()) {
            Class<?>[] parameters = constructor.getParameterTypes();
            if (parameters.length == 0) {
                return Optional.of(constructor.newInstance());
            }
            for (Object given : List.of(dataSource, jooq, spring, hibernate, mybatis)) {
                if (parameters.length == 1 && parameters[0].isInstance(given)) {
                    return Optional.of(constructor.newInstance(given));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        hibernate.close();
    }

    private static SessionFactory hibernate(DataSource dataSource, CompiledApplication application) {
        HIBERNATE.setLevel(Level.OFF);
        Configuration configuration = new Configuration();
        configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
        configuration.setImplicitNamingStrategy(new NamesWithUnderscores());
        application.classes().stream()
                .filter(type -> type.isAnnotationPresent(Entity.class))
                .forEach(configuration::addAnnotatedClass);
        return configuration.buildSessionFactory();
    }

    private static SqlSessionFactory mybatis(DataSource dataSource, CompiledApplication application) throws Exception {
        var configuration = new org.apache.ibatis.session.Configuration(
                new Environment("test", new JdbcTransactionFactory(), dataSource));
        ClassLoader loader = application.classes().get(0).getClassLoader();
        Resources.setDefaultClassLoader(loader);
        try (var mappers = Resources.getResourceAsStream(loader, MAPPERS)) {
            new XMLMapperBuilder(mappers, configuration, MAPPERS, configuration.getSqlFragments()).parse();
        }
        return new SqlSessionFactoryBuilder().build(configuration);
    }

    /** As Spring Boot has it: {@code emailAddress} is stored in {@code email_address}. */
    private static final class NamesWithUnderscores extends ImplicitNamingStrategyJpaCompliantImpl {

        private static final long serialVersionUID = 1L;

        @Override
        public Identifier determineBasicColumnName(ImplicitBasicColumnNameSource source) {
            String property = source.getAttributePath().getProperty();
            return toIdentifier(
                    property.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), source.getBuildingContext());
        }
    }
}
