// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import org.apache.flink.util.ExceptionUtils;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What this process logs: everything of kafkars from DEBUG up, of Kafka and Flink from INFO up. */
final class CapturedLog extends AbstractAppender implements AutoCloseable {

    private static final Map<String, Level> LEVELS =
            Map.of(
                    "io.kafkars", Level.DEBUG,
                    "org.apache.kafka", Level.INFO,
                    "org.apache.flink", Level.INFO);

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    private CapturedLog() {
        super("captured", null, null, false, Property.EMPTY_ARRAY);
    }

    static CapturedLog begin() {
        var log = new CapturedLog();
        log.attachTo(context());
        return log;
    }

    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(false);
    }

    private void attachTo(LoggerContext context) {
        start();
        context.getConfiguration().getRootLogger().addAppender(this, null, null);
        LEVELS.forEach(Configurator::setLevel);
        context.updateLoggers();
    }

    @Override
    public void append(LogEvent event) {
        String thrown =
                event.getThrown() == null
                        ? ""
                        : "\n" + ExceptionUtils.stringifyException(event.getThrown());
        lines.add(
                event.getLevel()
                        + " "
                        + event.getLoggerName()
                        + " "
                        + event.getMessage().getFormattedMessage()
                        + thrown);
    }

    /** A copy of the lines so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        context().getConfiguration().getRootLogger().removeAppender(getName());
        LEVELS.keySet().forEach(name -> Configurator.setLevel(name, Level.WARN));
        stop();
    }
}
