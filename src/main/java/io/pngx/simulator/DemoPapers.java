package io.pngx.simulator;

import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The kinds of documents that a household has, each with its title and its lookups. */
final class DemoPapers {
    /** @param tags names of the tags; a child tag adds its parents */
    record Kind(String title, String correspondent, String type, String path, List<String> tags) {}

    /** One document and its text. */
    record Paper(Kind kind, String title, LocalDate date, double amount, List<String> lines) {}

    private static final List<Kind> KINDS = List.of(
            kind("Electricity bill", "Green Valley Energy", "Invoice", "By year", "Electricity"),
            kind("Water bill", "City Water Works", "Invoice", "By year", "Water"),
            kind("Internet invoice", "Fibrenet", "Invoice", "By year", "Internet"),
            kind("Mobile phone invoice", "Fibrenet", "Invoice", "By year", "Internet"),
            kind("Rent statement", "Harbour Housing", "Statement", "Home", "Rent"),
            kind("Service charge settlement", "Harbour Housing", "Statement", "Home", "Rent"),
            kind("Bank statement", "Northern Savings Bank", "Statement", "By correspondent", "Bank"),
            kind("Credit card statement", "Northern Savings Bank", "Statement", "By correspondent", "Bank"),
            kind("Payslip", "Miller & Sons", "Payslip", "By correspondent", "Payslips"),
            kind("Wage tax certificate", "Miller & Sons", "Certificate", "Taxes", "Taxes"),
            kind("Income tax assessment", "Tax Office", "Official letter", "Taxes", "Taxes"),
            kind("Property tax notice", "Tax Office", "Official letter", "Taxes", "Taxes", "To pay"),
            kind("Car insurance", "Atlas Insurance", "Contract", "By correspondent", "Car insurance"),
            kind("Household insurance", "Atlas Insurance", "Contract", "By correspondent", "Household insurance"),
            kind("Health insurance letter", "Cross Health Fund", "Letter", "By correspondent", "Health insurance"),
            kind("Dental invoice", "Dr. Weber", "Invoice", "By correspondent", "Dentist", "To pay"),
            kind("Lab report", "Central Laboratory", "Report", "By correspondent", "Health"),
            kind("Prescription receipt", "Park Pharmacy", "Receipt", "By year", "Health"),
            kind("Car service", "Garage Lindner", "Invoice", "By correspondent", "Car"),
            kind("Vehicle inspection report", "Garage Lindner", "Report", "By correspondent", "Car"),
            kind("Supermarket receipt", "Fresh Market", "Receipt", "By year", "Household"),
            kind("Washing machine warranty", "Electro Hansen", "Certificate", "Home", "Warranty"),
            kind("Furniture invoice", "Oak & Pine", "Invoice", "Home", "Warranty"),
            kind("School report", "Riverside School", "Certificate", "By correspondent", "School"),
            kind("Parents' evening invitation", "Riverside School", "Letter", "By correspondent", "School"),
            kind("Train tickets", "National Railways", "Receipt", "By year", "Travel"),
            kind("Hotel booking", "Seaview Hotel", "Letter", "By year", "Travel"),
            kind("Membership fee", "Rowing Club 1884", "Invoice", "By correspondent", "Household"));

    private DemoPapers() {}

    private static Kind kind(String title, String correspondent, String type, String path, String... tags) {
        return new Kind(title, correspondent, type, path, List.of(tags));
    }

    static List<Kind> kinds() {
        return KINDS;
    }

    /** Returns the document with this number. The number is part of the text, so that all documents differ. */
    static Paper paper(int number, LocalDate date, Random random) {
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        String month = date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        double amount = Math.round((9 + random.nextInt(900) + random.nextDouble()) * 100) / 100.0;
        String money = String.format(Locale.ROOT, "%.2f", amount);
        String title = kind.title + " " + month + " " + date.getYear();
        return new Paper(
                kind,
                title,
                date,
                amount,
                List.of(
                        kind.correspondent,
                        "",
                        "Reference: " + (100000 + number * 37),
                        "Date: " + date,
                        "",
                        "Dear customer,",
                        "",
                        "please find below your " + kind.title.toLowerCase(Locale.ROOT) + " for " + month + " "
                                + date.getYear() + ".",
                        "Amount: EUR " + money,
                        "It is due within 14 days of the date above.",
                        "",
                        "Kind regards,",
                        kind.correspondent));
    }
}
