package io.github.useremails.migrations;

/**
 * A script that is still to be run.
 *
 * @param name of its file
 * @param sql its text as it will run, every placeholder resolved
 */
public record PendingScript(String name, String sql) {}
