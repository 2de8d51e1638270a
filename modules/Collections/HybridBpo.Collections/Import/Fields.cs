namespace HybridBpo.Collections.Import;

/// <summary>A field of ours that a column of a file can fill.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Label">Words for the select box.</param>
/// <param name="Kind"><c>text</c>, <c>amount</c>, <c>date</c>, <c>moment</c>, <c>emails</c>, <c>phones</c>.</param>
/// <param name="Required">A row without it cannot load.</param>
/// <param name="Names">Column names seen in real files, in letters and digits only.</param>
internal sealed record Field(string Code, string Label, string Kind, bool Required, params string[] Names);

/// <summary>What a placement or transactions file can tell us.</summary>
internal static class Fields
{
    public static readonly IReadOnlyList<Field> Placement =
    [
        new("account_ref", "Account reference", "text", true, "accountref", "externalref", "acctno", "accountno", "accountnumber", "account",
            "accountid", "reference", "debtid", "loannumber"),
        new("sow", "Statement of work", "text", false, "statementofworkid", "statementofwork", "sow", "sowid", "portfolio", "batch"),
        new("due_date", "Due date", "date", true, "duedate", "duedt", "due", "originalduedate"),
        new("balance", "Balance", "amount", true, "balance", "balcents", "originalamount", "amount", "amountdue", "currentbalance", "outstanding",
            "outstandingbalance", "totaldue", "debtamount", "principal"),
        new("charge_off_date", "Charge-off date", "date", false, "chargeoffdate", "chargeoff"),
        new("last_payment_date", "Date of last payment", "date", false, "dateoflastpaymentreceived", "lastpaymentdate", "lastpaid"),
        new("out_of_statute_date", "Out of statute on", "date", false, "outofstatutedate", "statutedate", "soldate"),
        new("delinquency_date", "Delinquent since", "date", false, "delinquencydate", "dateoffirstdelinquency", "delinquentsince"),
        new("customer_ref", "Customer reference", "text", false, "customerref", "customerid", "custno", "customerno", "debtorid", "debtorref"),
        new("name", "Full name", "text", false, "debtorname", "name", "fullname", "customername", "customer", "consumername"),
        new("first_name", "First name", "text", false, "firstname", "givenname", "forename"),
        new("last_name", "Last name", "text", false, "lastname", "surname", "familyname"),
        new("dob", "Date of birth", "date", false, "dob", "dateofbirth", "birthdate"),
        new("emails", "E-mails, split at ;", "emails", false, "emails", "email", "debtoremail", "mails", "mail", "emailaddress", "consumeremail"),
        new("phones", "Phones, split at ;", "phones", false, "phones", "phone", "debtorphone", "phonenumber", "mobile", "telephone"),
        new("street", "Street", "text", false, "street", "address", "address1", "addressline1", "streetaddress"),
        new("city", "City", "text", false, "city", "town"),
        new("state", "State", "text", false, "state", "region", "province"),
        new("zip", "ZIP or postal code", "text", false, "zip", "zipcode", "postcode", "postalcode"),
        new("country", "Country", "text", false, "country", "countrycode"),
        new("creditor", "Original creditor", "text", false, "creditorname", "creditor", "originalcreditor"),
        new("product", "Kind of account", "text", false, "accounttype", "producttype", "product", "debttype"),
    ];

    public static readonly IReadOnlyList<Field> Transactions =
    [
        new("account_ref", "Account reference", "text", true, "accountref", "externalref", "acctno", "accountno", "accountnumber", "account",
            "accountid"),
        new("transaction_ref", "Transaction reference", "text", true, "transactionref", "transactionid", "txnref", "txnid", "paymentid",
            "paymentref", "ref", "id"),
        new("type", "Type", "text", true, "transactiontype", "type", "txntype", "kind"),
        new("amount", "Amount", "amount", true, "amount", "transactionamount", "value", "paid", "paymentamount"),
        new("processed_at", "Processed at", "moment", true, "processedat", "processeddate", "date", "transactiondate", "postedat", "bookingdate",
            "paymentdate", "valuedate"),
    ];

    public static readonly IReadOnlyList<Field> Calls =
    [
        new("account_ref", "Account references, split at ;", "text", true, "accountref", "accountrefs", "accounts", "externalref", "acctno",
            "accountno", "accountnumber", "account", "accountid", "debtref", "debts", "debtid", "leadid"),
        new("number", "Number called", "text", true, "number", "numbercalled", "phone", "phonenumber", "dialednumber", "dialnumber", "dnis", "called",
            "destination", "callednumber"),
        new("at", "When the call was", "moment", true, "at", "calledat", "callat", "calltime", "starttime", "startedat", "start", "calldatetime",
            "timestamp", "datetime", "calldate", "date"),
        new("clock", "Time of day, in a column of its own", "text", false, "time", "timeofday", "calltimeofday"),
        new("outcome", "Outcome", "text", true, "outcome", "result", "disposition", "dispositioncode", "callresult", "status", "termcode"),
        new("direction", "In or out", "text", false, "direction", "calldirection", "inout", "calltype"),
        new("seconds", "Seconds talked", "text", false, "secondstalked", "talkseconds", "talktime", "seconds", "duration", "talkduration"),
        new("agent", "Agent", "text", false, "agent", "agentid", "agentname", "collector", "user"),
        new("recording", "Recording id", "text", false, "recordingid", "recording", "recordingref", "recordingfile", "callrecording"),
    ];

    public static readonly IReadOnlyList<Field> Ageing =
    [
        new("account_ref", "Invoice number", "text", true, "invoicenumber", "invoiceno", "invoice", "invoiceref", "invoiceid", "invno",
            "documentnumber", "documentno", "docno", "billnumber", "accountref", "accountno", "accountnumber"),
        new("customer", "Customer", "text", false, "customer", "customername", "customerno", "customerref", "customerid", "debtor", "debtorname"),
        new("invoice_date", "Invoice date", "date", false, "invoicedate", "documentdate", "docdate", "billdate", "issued", "issuedate", "date"),
        new("due_date", "Due date", "date", false, "duedate", "duedt", "dueon", "paymentdue"),
        new("total", "Total", "amount", false, "total", "invoicetotal", "invoiceamount", "originalamount", "gross", "amount"),
        new("paid", "Paid", "amount", false, "paid", "amountpaid", "payments", "received"),
        new("credited", "Credited", "amount", false, "credited", "credits", "credit", "creditnotes", "amountcredited"),
        new("due", "Amount due", "amount", true, "amountdue", "due", "balance", "balancedue", "outstanding", "open", "openamount", "totaldue"),
        new("current", "Current", "amount", false, "current", "notdue", "notyetdue", "0", "0days"),
        new("days_30", "1–30 days", "amount", false, "130", "130days", "days130", "030", "030days", "30days", "1to30", "1to30days"),
        new("days_60", "31–60 days", "amount", false, "3160", "3160days", "days3160", "60days", "31to60", "31to60days"),
        new("days_90", "61–90 days", "amount", false, "6190", "6190days", "days6190", "90days", "61to90", "61to90days"),
        new("days_more", "Over 90 days", "amount", false, "90", "91", "90plus", "91plus", "over90", "over90days", "91days", "90daysplus", "older"),
        new("as_of", "As of", "date", false, "asof", "asofdate", "reportdate", "ageingdate", "agingdate", "cutoff", "cutoffdate"),
    ];

    /// <summary>Columns of this meaning are never stored, whatever somebody maps them to.</summary>
    public static readonly IReadOnlySet<string> NeverStored = new HashSet<string>
    {
        "ssn", "debtorssn", "debtorssnlast4", "ssnlast4", "socialsecuritynumber", "taxid", "race", "religion", "gender", "sex", "maritalstatus",
            "nationality", "ethnicity",
    };

    public static IReadOnlyList<Field> Of(string kind) => kind switch
    {
        ImportKinds.Placement => Placement,
        ImportKinds.Calls => Calls,
        ImportKinds.Ageing => Ageing,
        _ => Transactions,
    };

    /// <summary>A column name in small letters and digits: "Due date" = "due_date" = "DueDate".</summary>
    public static string Plain(string column) => string.Concat(column.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}

internal static class ImportKinds
{
    public const string Placement = "placement", Transactions = "transactions", Statement = "statement", Calls = "calls", Ageing = "ageing";

    public static readonly string[] All = [Placement, Transactions, Statement, Calls, Ageing];

    /// <summary>Those that are tables of rows, with columns to map.</summary>
    public static readonly string[] Tables = [Placement, Transactions, Calls, Ageing];
}
