package io.github.useremails.persistence;

import io.github.useremails.domain.Users;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.upkeep.Upkeep;
import java.sql.SQLException;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** All that users and their confirmations promise, in every setting. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // set by JUnit, and before the first test of a setting
class UsersContractTest implements UsersContract {

    private static ContractEnvironment environment;

    @Parameter
    ContractSetting setting;

    @BeforeParameterizedClassInvocation
    static void open(ContractSetting setting) throws SQLException {
        environment = setting.open();
    }

    @AfterParameterizedClassInvocation
    static void close() throws SQLException {
        environment.close();
    }

    @Override
    public Users users() {
        return environment.part(Users.class, PostgresUserEmails::users);
    }

    @Override
    public EmailConfirmations confirmations() {
        return environment.part(EmailConfirmations.class, PostgresUserEmails::confirmations);
    }

    @Override
    public Upkeep upkeep() {
        return environment.part(Upkeep.class, PostgresUserEmails::upkeep);
    }

    @Override
    public StoredUsers stored() {
        return environment.stored();
    }
}
