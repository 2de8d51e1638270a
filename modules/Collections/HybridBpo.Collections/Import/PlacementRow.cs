namespace HybridBpo.Collections.Import;

/// <summary>One placed account as the file tells it.</summary>
internal sealed record PlacementRow(int Line, string AccountRef, long BalanceMinor, DateOnly DueDate)
{
    public string Sow { get; init; } = "";

    public string CustomerRef { get; init; } = "";

    public string Name { get; init; } = "";

    public DateOnly? ChargeOffDate { get; init; }

    public DateOnly? LastPaymentDate { get; init; }

    public DateOnly? OutOfStatuteDate { get; init; }

    public DateOnly? DelinquencyDate { get; init; }

    public IReadOnlyList<string> Emails { get; init; } = [];

    public IReadOnlyList<string> Phones { get; init; } = [];

    public string Street { get; init; } = "";

    public string City { get; init; } = "";

    public string State { get; init; } = "";

    public string Zip { get; init; } = "";

    public string Country { get; init; } = "";

    public string Creditor { get; init; } = "";

    public string Product { get; init; } = "";

    /// <summary>Natural key of the person within the client: the customer reference, else name with an address, else the account itself.</summary>
    public string PersonKey => PersonKeys.First();

    /// <summary>Every key by which other files may name the same person; the first one counts.</summary>
    public IEnumerable<string> PersonKeys => Keys(AccountRef, CustomerRef, Name, Emails, Phones);

    public static IEnumerable<string> Keys(
        string account, string customer, string name, IReadOnlyList<string> emails, IReadOnlyList<string> phones)
    {
        if (customer.Length > 0) yield return CustomerKey(customer);
        foreach (var email in name.Length > 0 ? emails : []) yield return $"mail:{name.ToLowerInvariant()}|{email}";
        foreach (var phone in name.Length > 0 ? phones : []) yield return $"phone:{name.ToLowerInvariant()}|{phone}";
        yield return "account:" + account;
    }

    public static string CustomerKey(string customer) => "customer:" + customer;

    /// <summary>Reads one row; null with errors when it cannot load.</summary>
    public static (PlacementRow? Row, IReadOnlyList<RowError> Errors) Read(
        int line, IReadOnlyDictionary<string, string> cells, Mapping mapping, string currency, DateOnly today)
    {
        var read = new RowReader(cells, mapping, ImportKinds.Placement, currency);
        var (past, future) = (new DateOnly(1970, 1, 1), today.AddYears(5));
        var name = read.Text("name");
        if (name.Length == 0) name = $"{read.Text("first_name", 100)} {read.Text("last_name", 100)}".Trim();
        var row = new PlacementRow(line, read.Text("account_ref", 60), read.Amount("balance"), read.Date("due_date", past, future) ?? default)
        {
            Sow = read.Text("sow", 60),
            CustomerRef = read.Text("customer_ref", 60),
            Name = name,
            ChargeOffDate = read.Date("charge_off_date", past, today),
            LastPaymentDate = read.Date("last_payment_date", past, today),
            OutOfStatuteDate = read.Date("out_of_statute_date", past, today.AddYears(60)),
            DelinquencyDate = read.Date("delinquency_date", past, today),
            Emails = read.Many("emails", Contacts.Email, "an e-mail address"),
            Phones = read.Many("phones", Contacts.Phone, "a phone number"),
            Street = read.Text("street"),
            City = read.Text("city", 100),
            State = read.Text("state", 40),
            Zip = read.Text("zip", 20),
            Country = read.Text("country", 40),
            Creditor = read.Text("creditor"),
            Product = read.Text("product", 60),
        };
        if (row.BalanceMinor < 0) read.Fail(read.Cell("balance").Column, read.Cell("balance").Value, "below zero: a credit comes as a transaction");
        if (row.BalanceMinor == 0 && read.Errors.All(e => e.Column != read.Cell("balance").Column))
            read.Fail(read.Cell("balance").Column, read.Cell("balance").Value, "zero: nothing is owed, so nothing is placed");
        if (read.Date("dob", new DateOnly(1900, 1, 1), today) is { } born && born > today.AddYears(-18))
            read.Fail(read.Cell("dob").Column, read.Cell("dob").Value, "under 18: we may not load this account");
        return read.Errors.Count == 0 ? (row, []) : (null, read.Errors);
    }
}
