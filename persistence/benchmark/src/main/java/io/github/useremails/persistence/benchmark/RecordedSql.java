package io.github.useremails.persistence.benchmark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Notes the text of the last statement that was prepared. */
final class RecordedSql {

    private final DataSource target;
    private volatile String last = "";

    RecordedSql(DataSource target) {
        this.target = target;
    }

    String last() {
        return last;
    }

    DataSource dataSource() {
        return new DelegatingDataSource(target) {
            @Override
            public Connection getConnection() throws SQLException {
                return recording(super.getConnection());
            }
        };
    }

    private Connection recording(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        last = (String) arguments[0];
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
