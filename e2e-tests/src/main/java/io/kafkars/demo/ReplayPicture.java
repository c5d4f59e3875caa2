// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Plots event time over emission order: a replay in order is one rising line. */
final class ReplayPicture {

    private static final double DAY = Duration.ofDays(1).toMillis();
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    static final Color SHOWN = new Color(0, 82, 155);
    static final Color COMPARED = new Color(225, 119, 26);

    private final XYChart chart;

    ReplayPicture(String title) {
        chart =
                new XYChartBuilder()
                        .width(1200)
                        .height(700)
                        .title(title)
                        .xAxisTitle("emission order (number of the record)")
                        .yAxisTitle("event time (UTC)")
                        .build();
        var styler = chart.getStyler();
        styler.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        styler.setMarkerSize(5);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotGridLinesColor(new Color(225, 225, 225));
        styler.setPlotBorderVisible(false);
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setXAxisDecimalPattern("#,##0");
        styler.setXAxisMin(0.0);
        // The axis counts days, so that its steps are whole days.
        styler.setyAxisTickLabelsFormattingFunction(
                day -> DATE.format(Instant.ofEpochMilli(Math.round(day * DAY))));
    }

    /** Adds the series to compare with, drawn below the other. */
    ReplayPicture compared(String name, long[] times) {
        return add(name, times, COMPARED);
    }

    /** Adds the series the picture is about. */
    ReplayPicture shown(String name, long[] times) {
        return add(name, times, SHOWN);
    }

    private ReplayPicture add(String name, long[] times, Color color) {
        if (times.length == 0) {
            return this;
        }
        double[] order = IntStream.rangeClosed(1, times.length).asDoubleStream().toArray();
        // The chart would label equally spaced values themselves: 1, 73, 145.
        order[0] -= 0.001;
        double[] days = Arrays.stream(times).mapToDouble(time -> time / DAY).toArray();
        chart.addSeries(name, order, days).setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
        return this;
    }

    /**
     * Writes the picture as PNG, and creates its directory.
     *
     * @throws IOException if it cannot be written
     */
    void writeTo(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (var out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
        }
    }
}
