package dev.perigee.audit;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line of a table for spreadsheets (RFC 4180), in which no cell is a formula. */
final class Csv {

    /** What makes Excel, LibreOffice or Google Sheets compute a cell, also behind spaces. */
    private static final String FORMULA = "=+-@|%\t\r\n＝＋－＠";

    private Csv() {}

    static String line(List<? extends @Nullable Object> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        String first = text.stripLeading();
        boolean computed = (!first.isEmpty() && FORMULA.indexOf(first.charAt(0)) >= 0)
                || (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0);
        return '"' + (computed ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
