using System.Net.Sockets;
using System.Text;
using HybridBpo.Testing;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>A host is killed in the middle of an upload: what of it lies on disk lies in the data folder, until the next host starts.</summary>
public sealed class LeftUploadTests
{
    [Fact]
    public async Task What_was_uploaded_half_way_lies_in_the_data_folder_and_goes_at_the_next_start()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync();
        var data = Directory.CreateTempSubdirectory("hybridbpo-e2e-uploads-");
        try
        {
            var uploads = Path.Combine(data.FullName, "uploads");
            await using (var killed = await HostProcess.StartAsync("serve", database.ConnectionString, data.FullName))
            {
                using var half = await UploadHalfAsync(new Uri(killed.StaffUrl), ct);
                for (var i = 0; i < 200 && !Directory.EnumerateFiles(uploads).Any(); i++) await Task.Delay(50, ct);
                var file = Assert.Single(Directory.EnumerateFiles(uploads));
                await killed.KillAsync();
                Assert.True(File.Exists(file));
            }

            await using var next = await HostProcess.StartAsync("serve", database.ConnectionString, data.FullName);
            Assert.Empty(Directory.EnumerateFiles(uploads));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    // The form's file begins, and does not end.
    private static async Task<TcpClient> UploadHalfAsync(Uri staff, CancellationToken ct)
    {
        using var browser = new HttpClient { BaseAddress = staff };
        using var page = await browser.GetAsync(new Uri("/account/sign-in", UriKind.Relative), ct);
        var cookies = string.Join("; ", page.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        var client = new TcpClient(staff.Host, staff.Port);
        var head = $"POST /account/sign-in HTTP/1.1\r\nHost: {staff.Authority}\r\nOrigin: {staff.GetLeftPart(UriPartial.Authority)}\r\n"
            + $"Cookie: {cookies}\r\n"
            + "Content-Type: multipart/form-data; boundary=half\r\nContent-Length: 900000\r\n\r\n"
            + "--half\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cv.txt\"\r\nContent-Type: text/plain\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head + new string('x', 300_000)), ct);
        return client;
    }
}
