package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filters of the document list. Unknown filters are ignored, not refused (paperless-api.md §2.2). */
final class DocumentFilters {
    private static final Pattern MOMENT = Pattern.compile("(modified|added)__(gt|gte|lt|lte)");
    private static final Pattern DATE = Pattern.compile("(modified|added|created)__date__(gt|gte|lt|lte)");
    private static final Pattern PART = Pattern.compile("(modified|added|created)__(year|month|day)");
    private static final Pattern CREATED = Pattern.compile("created__(gt|gte|lt|lte)");
    private static final Pattern TEXT =
            Pattern.compile("(checksum|original_filename|title|content)__(iexact|istartswith|iendswith|icontains)");
    private static final Pattern ASN = Pattern.compile("archive_serial_number(?:__(gt|gte|lt|lte|isnull))?");
    private static final Pattern LOOKUP =
            Pattern.compile("(correspondent|document_type|storage_path|owner)__(isnull|id|id__in|id__none)");
    private static final Pattern TAGS = Pattern.compile("(tags|custom_fields)__id__(all|in|none)");

    private final Instance instance;
    private final FullText fullText;
    private final CustomFieldQuery customFields;

    DocumentFilters(Instance instance) {
        this.instance = instance;
        this.fullText = new FullText(instance);
        this.customFields = new CustomFieldQuery(instance);
    }

    Predicate<DocumentRow> of(Map<String, String> query) {
        Predicate<DocumentRow> all = row -> true;
        ObjectNode errors = Json.object();
        for (Map.Entry<String, String> entry : query.entrySet()) {
            if (entry.getValue().isEmpty()) {
                continue;
            }
            try {
                Predicate<DocumentRow> one = one(entry.getKey(), entry.getValue());
                all = one == null ? all : all.and(one);
            } catch (DateTimeParseException e) {
                errors.set(entry.getKey(), Json.array("Enter a valid date/time."));
            } catch (NumberFormatException e) {
                errors.set(entry.getKey(), Json.array("Enter a number."));
            }
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors);
        }
        return all;
    }

    private Predicate<DocumentRow> one(String name, String value) {
        switch (name) {
            case "id":
                int id = Integer.parseInt(value);
                return row -> row.id == id;
            case "id__in":
                Set<Integer> ids = ids(value);
                return row -> ids.contains(row.id);
            case "is_tagged":
                return flag(value, row -> !row.tags.isEmpty());
            case "is_in_inbox":
                return flag(value, row -> row.tags.stream().anyMatch(tag -> instance.tag(tag).inbox));
            case "has_custom_fields":
                return flag(value, row -> !row.fields.isEmpty());
            case "mime_type":
                return row -> row.mimeType.equals(value);
            case "query":
                return fullText.query(value);
            case "custom_field_query":
                JsonNode query = Json.parse(value);
                if (query == null) {
                    throw Refusal.field(name, "Value must be valid JSON.");
                }
                return row -> customFields.matches(row, query);
            default:
                return byPattern(name, value);
        }
    }

    private Predicate<DocumentRow> byPattern(String name, String value) {
        Matcher m = MOMENT.matcher(name);
        if (m.matches()) {
            Instant limit = moment(value);
            IntPredicate test = comparison(m.group(2));
            Function<DocumentRow, Instant> field = moments(m.group(1));
            return row -> test.test(field.apply(row).compareTo(limit));
        }
        m = DATE.matcher(name);
        if (m.matches()) {
            return dates(m.group(1), m.group(2), LocalDate.parse(value));
        }
        m = CREATED.matcher(name);
        if (m.matches()) {
            return dates("created", m.group(1), LocalDate.parse(value.substring(0, Math.min(10, value.length()))));
        }
        m = PART.matcher(name);
        if (m.matches()) {
            return part(m.group(1), m.group(2), Integer.parseInt(value));
        }
        m = TEXT.matcher(name);
        if (m.matches()) {
            return text(m.group(1), m.group(2), value.toLowerCase(Locale.ROOT));
        }
        m = ASN.matcher(name);
        if (m.matches()) {
            return asn(m.group(1), value);
        }
        m = LOOKUP.matcher(name);
        if (m.matches()) {
            return lookup(m.group(1), m.group(2), value);
        }
        m = TAGS.matcher(name);
        return m.matches() ? many(m.group(1).equals("tags"), m.group(2), value) : null;
    }

    private Instant moment(String value) {
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            try {
                return LocalDateTime.parse(value).atZone(instance.clock.zone()).toInstant();
            } catch (DateTimeParseException e2) {
                return LocalDate.parse(value)
                        .atStartOfDay(instance.clock.zone())
                        .toInstant();
            }
        }
    }

    private static Function<DocumentRow, Instant> moments(String field) {
        return field.equals("modified") ? row -> row.modified : row -> row.added;
    }

    private LocalDate date(DocumentRow row, String field) {
        return field.equals("created")
                ? row.created
                : moments(field).apply(row).atZone(instance.clock.zone()).toLocalDate();
    }

    private Predicate<DocumentRow> dates(String field, String lookup, LocalDate limit) {
        IntPredicate test = comparison(lookup);
        return row -> test.test(date(row, field).compareTo(limit));
    }

    private Predicate<DocumentRow> part(String field, String part, int wanted) {
        return row -> {
            LocalDate date = date(row, field);
            return wanted
                    == switch (part) {
                        case "year" -> date.getYear();
                        case "month" -> date.getMonthValue();
                        default -> date.getDayOfMonth();
                    };
        };
    }

    private Predicate<DocumentRow> text(String field, String lookup, String wanted) {
        return row -> {
            String text = switch (field) {
                case "checksum" -> instance.checksum(row);
                case "title" -> row.title;
                case "content" -> row.content;
                default -> row.originalFileName;
            };
            if (text == null) {
                return false;
            }
            String lower = text.toLowerCase(Locale.ROOT);
            return switch (lookup) {
                case "iexact" -> lower.equals(wanted);
                case "istartswith" -> lower.startsWith(wanted);
                case "iendswith" -> lower.endsWith(wanted);
                default -> lower.contains(wanted);
            };
        };
    }

    private static Predicate<DocumentRow> asn(String lookup, String value) {
        if ("isnull".equals(lookup)) {
            return flag(value, row -> row.asn == null);
        }
        long wanted = Long.parseLong(value);
        IntPredicate test = lookup == null ? order -> order == 0 : comparison(lookup);
        return row -> row.asn != null && test.test(Long.compare(row.asn, wanted));
    }

    private static Predicate<DocumentRow> lookup(String field, String lookup, String value) {
        Function<DocumentRow, Integer> id = row -> switch (field) {
            case "correspondent" -> row.correspondent;
            case "document_type" -> row.documentType;
            case "storage_path" -> row.storagePath;
            default -> row.owner;
        };
        if (lookup.equals("isnull")) {
            return flag(value, row -> id.apply(row) == null);
        }
        Set<Integer> ids = ids(value);
        return lookup.equals("id__none") ? row -> !ids.contains(id.apply(row)) : row -> ids.contains(id.apply(row));
    }

    private static Predicate<DocumentRow> many(boolean tags, String lookup, String value) {
        if (!value.matches("[\\d,\\s]+")) {
            // This filter ignores invalid values.
            return null;
        }
        Set<Integer> wanted = ids(value);
        return row -> {
            Set<Integer> held = tags ? row.tags : fieldIds(row);
            return switch (lookup) {
                case "all" -> held.containsAll(wanted);
                case "in" -> held.stream().anyMatch(wanted::contains);
                default -> held.stream().noneMatch(wanted::contains);
            };
        };
    }

    private static Set<Integer> fieldIds(DocumentRow row) {
        Set<Integer> ids = new HashSet<>();
        row.fields.forEach(value -> ids.add(value.field));
        return ids;
    }

    private static Predicate<DocumentRow> flag(String value, Predicate<DocumentRow> test) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> test;
            case "false", "0" -> test.negate();
            default -> null;
        };
    }

    static Set<Integer> ids(String value) {
        Set<Integer> ids = new HashSet<>();
        for (String id : value.split(",")) {
            if (!id.isEmpty()) {
                ids.add(Integer.parseInt(id.trim()));
            }
        }
        return ids;
    }

    private static IntPredicate comparison(String lookup) {
        return switch (lookup) {
            case "gt" -> order -> order > 0;
            case "gte" -> order -> order >= 0;
            case "lt" -> order -> order < 0;
            default -> order -> order <= 0;
        };
    }
}
