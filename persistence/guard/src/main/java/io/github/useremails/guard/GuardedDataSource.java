package io.github.useremails.guard;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Returns guarded connections, and delegates everything else. */
final class GuardedDataSource implements DataSource {

    private final DataSource dataSource;
    private final ColumnGuard guard;

    GuardedDataSource(DataSource dataSource, ColumnGuard guard) {
        this.dataSource = dataSource;
        this.guard = guard;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return GuardedConnection.over(dataSource.getConnection(), guard);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return GuardedConnection.over(dataSource.getConnection(username, password), guard);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(dataSource) ? type.cast(dataSource) : dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(dataSource) || dataSource.isWrapperFor(type);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter writer) throws SQLException {
        dataSource.setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return dataSource.getParentLogger();
    }
}
