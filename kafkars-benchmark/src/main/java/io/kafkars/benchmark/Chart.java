// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Throughput and CPU time of each variant and side as bars, with the range over the rounds. */
final class Chart {

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 400;
    private static final double MILLION = 1e6;

    private Chart() {}

    /**
     * Draws the throughput variants as PNG, two bar charts for each; no file if there are none.
     *
     * @throws IOException if it cannot be written
     */
    static void write(Results results, Path file) throws IOException {
        List<CategoryChart> charts = new ArrayList<>();
        for (VariantResult variant : results.variants()) {
            if (variant.variant().kind() == Variant.Kind.THROUGHPUT) {
                charts.add(
                        chart(
                                variant,
                                "million records per second",
                                MILLION,
                                SideResult::throughput));
                charts.add(chart(variant, "ns of CPU per record", 1, SideResult::cpu));
            }
        }
        if (charts.isEmpty()) {
            return;
        }
        try (var out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(charts, charts.size() / 2, 2, out, BitmapFormat.PNG);
        }
    }

    private static CategoryChart chart(
            VariantResult variant,
            String unit,
            double scale,
            Function<SideResult, MedianAndRange> figures) {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(variant.variant() + ": " + unit)
                        .build();
        var styler = chart.getStyler();
        styler.setLegendVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartTitleBoxVisible(false);
        styler.setLabelsVisible(true);
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setYAxisMin(0.0);
        styler.setYAxisDecimalPattern("#,##0.##");
        var names = new ArrayList<String>();
        var medians = new ArrayList<Double>();
        var ranges = new ArrayList<Double>();
        for (SideResult side : variant.sides()) {
            MedianAndRange figure = figures.apply(side);
            names.add(side.side().toString());
            medians.add(figure.median() / scale);
            ranges.add((figure.max() - figure.min()) / 2 / scale);
        }
        chart.addSeries(unit, names, medians, ranges);
        return chart;
    }
}
