using HybridBpo.Collections.Import.Statements.Swift;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class MtDetailTests
{
    [Fact]
    public void German_sub_fields_give_the_words_behind_their_key_words() => Same(
        "166?00GUTSCHRIFT?100399?20EREF+EndToEndId TFNR 22 004?21 00001?22\nSVWZ+Verw CTSc-01 BC-PPP TF?23Nr 22 004?30DRESDEFF508?31DE1450880\n"
        + "0500194785000?32KARL?33        KAUFMANN?70Empfaenger Marta Metzge\nr",
        "EndToEndId TFNR 22 004 00001", "KARL KAUFMANN", "Verw CTSc-01 BC-PPP TFNr 22 004", null);

    [Fact]
    public void What_follows_a_short_key_word_is_free_text() => Same(
        "159?00RETOURE?100399?20EREF+TFNR 40001 00005?21MTLG:Grund nicht s\npezifizie?22rt Reject aus SEPA-Ueberwei?23sungsauftrag?34914",
        "TFNR 40001 00005", null, "MTLG:Grund nicht spezifiziert Reject aus SEPA-Ueberweisungsauftrag", null);

    [Theory]
    [InlineData("020~00UZNANIE~20Faktura 12~32JAN NOWAK", "Faktura 12")]
    [InlineData("999PN5477SCHECK-NR. 0000016703074", "999PN5477SCHECK-NR. 0000016703074")]
    [InlineData("805?00ENTGELTABSCHLUSS?106666", "ENTGELTABSCHLUSS")]
    [InlineData("105?20EREF: A1 ?21SVWZ: Rechnung 7", "Rechnung 7")]
    [InlineData("911 TRANSAKCJA; Z RACH.: \n5611; OD: JAN  NOWAK", "911 TRANSAKCJA; Z RACH.: 5611; OD: JAN NOWAK")]
    [InlineData("EREF+A1 SVWZ+Invoice 7", "Invoice 7")]
    [InlineData("", null)]
    [InlineData("?", "?")]
    [InlineData("105?20", null)]
    public void Other_ways_to_write_it_are_read_too(string details, string? remittance) =>
        Assert.Equal(remittance, MtDetails.Read(details).Remittance);

    [Fact]
    public void Ing_writes_code_words_between_slashes() => Same(
        "/EREF/EV12341REP1231456T1234//CNTP/NL32INGB0000012345/INGBNL2\nA/ING BANK NV INZAKE WEB///REMI/USTD//EV10001REP1000000T1000/",
        "EV12341REP1231456T1234", "ING BANK NV INZAKE WEB", "EV10001REP1000000T1000", null);

    [Fact]
    public void A_structured_remittance_is_the_reference() => Same(
        "/EREF/15814016000676480//CNTP/NL32INGB0000012345/INGBNL2A/J.J\nanssen///REMI/STRD/CUR/9001123412341234/",
        "15814016000676480", "J.Janssen", "9001123412341234", "9001123412341234");

    [Fact]
    public void Rabobank_names_the_party() => Same(
        "/EREF/01-01-2013 12:00 0030000987654321/BENM//NAME/CONTRA ACCOUN\nT HOLDER/REMI//ISDT/2013-07-11",
        "01-01-2013 12:00 0030000987654321", "CONTRA ACCOUNT HOLDER", null, null);

    [Fact]
    public void A_slash_within_the_text_stays() => Same(
        "/ORDP//NAME/R. SMITH/REMI/Invoice 2014/12 of 3/4/ISDT/2014-01-02", null, "R. SMITH", "Invoice 2014/12 of 3/4", null);

    [Fact]
    public void Abn_amro_writes_code_words_or_two_columns()
    {
        Same("/TRTP/SEPA OVERBOEKING/IBAN/NL12ABNA0123456789/BIC/ABNANL2A/NAME/J. Smit/REMI/Invoice 7/EREF/NOTPROVIDED",
            null, "J. Smit", "Invoice 7", null);
        Same("SEPA OVERBOEKING                 IBAN: NL12ABNA0123456789\nBIC: ABNANL2A                    NAAM: J SMIT\n"
            + "OMSCHRIJVING: INVOICE 7          KENMERK: A-100", "A-100", "J SMIT", "INVOICE 7", null);
    }

    private static void Same(string text, string? endToEndId, string? name, string? remittance, string? reference) =>
        Assert.Equal(new MtDetails(endToEndId, name, remittance, reference), MtDetails.Read(text));
}
