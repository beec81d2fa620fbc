package io.github.useremails.persistence.internal.lookup;

import static io.github.useremails.persistence.internal.schema.Tables.USERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_INSTITUTION_MEMBERS;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.LookupStatement;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Work;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.schema.tables.UserEmailInstitutionMembers;
import io.github.useremails.persistence.internal.sql.Claims;
import io.github.useremails.persistence.internal.sql.KeyArray;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** Lookups of users with all their addresses. */
public final class UserLookups {

    private static final UserEmailAddresses CLAIM = USER_EMAIL_ADDRESSES.as("claim");
    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");
    private static final UserEmailInstitutionMembers M = USER_EMAIL_INSTITUTION_MEMBERS.as("m");

    private final LookupStatement byId;
    private final LookupStatement byIds;
    private final LookupStatement byClaim;
    private final LookupStatement byPrimaryClaim;
    private final LookupStatement byInstitutionManaged;
    private final LookupStatement byClaims;
    private final LookupStatement byExternalKey;
    private final LookupStatement byExternalKeys;

    public UserLookups(Rendering rendering) {
        byId = rendering.lookup(byId(param("id", USERS.ID)));
        byIds = rendering.lookup(KeyArray.ids().each(UserLookups::byId));
        Field<String> address = param("address", USER_EMAIL_ADDRESSES.NORMALIZED_EMAIL_ADDRESS);
        byClaim = rendering.lookup(byClaim(address));
        byPrimaryClaim = rendering.lookup(byClaim(address).and(CLAIM.PRIMARY));
        byInstitutionManaged = rendering.lookup(byClaim(address).and(CLAIM.INSTITUTION_MANAGED));
        byClaims = rendering.lookup(KeyArray.addresses().each(UserLookups::byClaim));
        byExternalKey = rendering.lookup(byExternalKey(param("key", M.EXTERNAL_KEY)));
        byExternalKeys = rendering.lookup(KeyArray.texts().each(UserLookups::byExternalKey));
    }

    public Work<Optional<User>> find(UserId id) {
        return session -> byId.query(session, statement -> statement.setLong(1, id.value()), UserLookups::oneUser);
    }

    public Work<Optional<User>> withEmail(EmailAddress address) {
        return withAddress(byClaim, address);
    }

    public Work<Optional<User>> withPrimaryEmail(EmailAddress address) {
        return withAddress(byPrimaryClaim, address);
    }

    public Work<Optional<User>> withInstitutionManagedEmail(EmailAddress address) {
        return withAddress(byInstitutionManaged, address);
    }

    public Work<List<@Nullable User>> findAll(List<UserId> ids) {
        return session -> byIds.query(session, KeyArray.ids(ids), new UsersByPosition(ids.size()));
    }

    public Work<List<@Nullable User>> withEmails(List<EmailAddress> addresses) {
        return session -> byClaims.query(session, KeyArray.addresses(addresses), new UsersByPosition(addresses.size()));
    }

    public Work<Optional<User>> withExternalKey(InstitutionId institution, String key) {
        return session -> byExternalKey.query(
                session,
                statement -> {
                    statement.setLong(1, institution.value());
                    statement.setString(2, key);
                },
                UserLookups::oneUser);
    }

    public Work<List<@Nullable User>> withExternalKeys(InstitutionId institution, List<String> keys) {
        return session -> {
            RenderedSql.Parameters texts = KeyArray.texts(keys);
            return byExternalKeys.query(
                    session,
                    statement -> {
                        texts.bind(statement);
                        statement.setLong(2, institution.value());
                    },
                    new UsersByPosition(keys.size()));
        };
    }

    private static Work<Optional<User>> withAddress(LookupStatement statement, EmailAddress address) {
        return session -> statement.query(
                session, parameters -> parameters.setString(1, address.normalized()), UserLookups::oneUser);
    }

    /** Also matches a user who has lost all addresses since. */
    private static SelectConditionStep<?> byExternalKey(Field<String> key) {
        return select(AddressColumns.of(E))
                .select(M.USER_ID.as(E.USER_ID))
                .from(M)
                .leftJoin(E)
                .on(E.USER_ID.eq(M.USER_ID))
                .where(M.INSTITUTION_ID.eq(param("institution", M.INSTITUTION_ID)))
                .and(M.EXTERNAL_KEY.eq(key));
    }

    private static SelectConditionStep<?> byId(Field<Long> id) {
        return select(AddressColumns.of(E))
                .select(USERS.ID.as(E.USER_ID))
                .from(USERS)
                .leftJoin(E)
                .on(E.USER_ID.eq(USERS.ID))
                .where(USERS.ID.eq(id));
    }

    /** Does not join users, since a foreign key guarantees that the owner of a claim exists. */
    private static SelectConditionStep<?> byClaim(Field<String> address) {
        return select(AddressColumns.of(E))
                .select(E.USER_ID)
                .from(CLAIM)
                .join(E)
                .on(E.USER_ID.eq(CLAIM.USER_ID))
                .where(CLAIM.NORMALIZED_EMAIL_ADDRESS.eq(address))
                .and(Claims.claimed(CLAIM));
    }

    private static Optional<User> oneUser(ResultSet rows) throws SQLException {
        AddressRows found = null;
        while (rows.next()) {
            long user = rows.getLong(AddressColumns.USER);
            found = AddressRows.collected(found, user);
            if (found.areOf(user)) {
                found.add(rows);
            }
        }
        return found == null ? Optional.empty() : Optional.of(found.user());
    }
}
