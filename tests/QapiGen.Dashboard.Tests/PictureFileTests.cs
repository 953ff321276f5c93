using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>Pictures of a server that puts something else in their place.</summary>
public sealed class PictureFileTests
{
    // To open a pipe waits for its other end, with everybody who wants to see the machine; a link leads to what isn't the server's to show.
    [Theory]
    [InlineData("PIPE", "a FIFO instead of a picture")]
    [InlineData("/dev/zero", "a symbolic link instead of a picture")]
    [InlineData("FOLDER", "a folder instead of a picture")]
    [InlineData("NOTHING", "isn't there")]
    public async Task What_is_no_file_is_not_read(string made, string said)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using FakeQmpServer machine = Machine(path => Make(made, path));
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", "in memory", _ => new(machine.Connect())));
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage answer = await host.Http.GetAsync(new Uri(host.Address, "api/screen?server=vm")).WaitAsync(TimeSpan.FromSeconds(90));

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_is_served_as_it_was_written_and_one_without_an_end_is_not()
    {
        byte[] picture = [1, 2, 3, 0xFF];
        bool isEndless = false;
        await using FakeQmpServer machine = Machine(path =>
        {
            using FileStream file = File.Create(path);
            file.Write(picture);
            file.SetLength(isEndless ? 1L << 40 : picture.Length);
        });
        await using DashboardHost host = await DashboardHost.StartAsync(options => options.AddServer("vm", "in memory", _ => new(machine.Connect())));
        var address = new Uri(host.Address, "api/screen?server=vm");

        Assert.Equal(picture, await host.Http.GetByteArrayAsync(address));
        isEndless = true;
        HttpStatusCode status;
        do
        {
            // The picture that there was is fresh for a moment.
            using HttpResponseMessage answer = await host.Http.GetAsync(address);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }

    private static FakeQmpServer Machine(Action<string> draw)
    {
        var machine = new FakeQmpServer();
        machine.On("query-commands").Returns("""[{"name":"screendump"}]""");
        machine.On("screendump").Answers(call =>
        {
            draw(call.Arguments.GetProperty("filename").GetString()!);
            return call.ReturnAsync();
        });
        return machine;
    }

    private static void Make(string made, string path)
    {
        switch (made)
        {
            case "PIPE":
                using (Process pipe = Process.Start("mkfifo", [path]))
                {
                    pipe.WaitForExit();
                }

                break;
            case "FOLDER":
                Directory.CreateDirectory(path);
                break;
            case "NOTHING":
                break;
            default:
                File.CreateSymbolicLink(path, made);
                break;
        }
    }
}
