/**
 * Users and their email addresses in PostgreSQL. Start with
 * {@link io.github.useremails.persistence.PostgresUserEmails}.
 */
@NullMarked
package io.github.useremails.persistence;

import org.jspecify.annotations.NullMarked;
