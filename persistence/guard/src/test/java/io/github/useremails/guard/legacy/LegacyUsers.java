package io.github.useremails.guard.legacy;

import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** As jOOQ would have generated it before the column was deprecated. */
public final class LegacyUsers extends TableImpl<Record> {

    private static final long serialVersionUID = 1L;

    public final TableField<Record, Long> ID = createField(DSL.name("id"), SQLDataType.BIGINT, this);
    public final TableField<Record, String> NAME = createField(DSL.name("name"), SQLDataType.CLOB, this);
    public final TableField<Record, String> EMAIL_ADDRESS =
            createField(DSL.name("email_address"), SQLDataType.CLOB, this);

    public LegacyUsers() {
        this(DSL.name("users"), null);
    }

    private LegacyUsers(Name alias, @Nullable Table<Record> aliased) {
        super(alias, DSL.schema(DSL.name("public")), aliased, null, DSL.comment(""));
    }

    @Override
    public LegacyUsers as(String alias) {
        return new LegacyUsers(DSL.name(alias), this);
    }
}
