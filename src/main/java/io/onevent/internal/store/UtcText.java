package io.onevent.internal.store;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/**
 * A time as the text of a column that holds UTC without saying so. Of all types that a column can be read and written by, text
 * alone passes persistence provider and driver without being moved to the zone of the JVM or of the session.
 */
@Converter(autoApply = true)
public class UtcText implements AttributeConverter<OffsetDateTime, String> {

    private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter();

    @Override
    public String convertToDatabaseColumn(OffsetDateTime time) {
        return time == null ? null : TEXT.format(time.withOffsetSameInstant(ZoneOffset.UTC));
    }

    @Override
    public OffsetDateTime convertToEntityAttribute(String text) {
        return text == null ? null : LocalDateTime.parse(text, TEXT).atOffset(ZoneOffset.UTC);
    }
}
