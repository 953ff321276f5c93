using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Dashboard.Jobs;
using QapiGen.Dashboard.Servers;
using QapiGen.Jobs;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>Pages of jobs, however many there are.</summary>
public sealed class PagingTests
{
    private static readonly int s_many = int.Parse(Environment.GetEnvironmentVariable("QAPIGEN_MANY_JOBS") ?? "100000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_page_costs_the_same_whether_there_are_many_jobs_or_few()
    {
        long few = await MeasureAsync(300);
        long many = await MeasureAsync(s_many);

        Assert.InRange(many, 1, few * 2);
    }

    [Fact]
    public async Task Pages_follow_each_other_by_key_over_all_servers()
    {
        (JobManager jobs, IJobList own) = Make();
        for (int i = 0; i < 600; i++)
        {
            await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"j{i}" });
        }

        var book = new JobBook("far/away");
        book.Update([.. Enumerable.Range(0, 30).Select(static i => new JobEntry($"f{i}", "backup", "running", 0, 1, null, null))], DateTimeOffset.UnixEpoch);
        (string, IJobList)[] servers = [("host", own), ("far/away", book)];
        var seen = new List<string>();
        var filter = new JobFilter("", "", "", "", 100);
        int pages = 0;
        for (string? next = ""; next is not null; pages++)
        {
            JobPage page = JobPage.Read(servers, filter with { After = next });
            seen.AddRange(page.Jobs.Select(static job => job.Key));
            next = page.Next;
        }

        Assert.Equal(7, pages);
        Assert.Equal([.. Enumerable.Range(0, 600).Reverse().Select(static i => $"host/j{i}"), .. Enumerable.Range(0, 30).Select(static i => $"far%2Faway/f{i}")], seen);
    }

    [Theory]
    [InlineData("a", "a/b")]
    [InlineData("a/b", "a")]
    [InlineData("a%2Fb", "a/b")]
    public void Jobs_of_servers_whose_names_begin_alike_are_told_apart(string first, string second)
    {
        (string, IJobList)[] servers = [.. ((string[])[first, second]).Select(static name =>
        {
            var book = new JobBook(name);
            book.Update([.. ((string[])["b/x", "x", "y"]).Select(static id => new JobEntry(id, "backup", "running", 0, 1, null, null))], DateTimeOffset.UnixEpoch);
            return (name, (IJobList)book);
        })];
        var seen = new List<JobView>();
        for (string? next = ""; next is not null && seen.Count < 10;)
        {
            JobPage page = JobPage.Read(servers, new JobFilter("", "", "", next, 1));
            seen.AddRange(page.Jobs);
            next = page.Next;
        }

        Assert.Equal([(first, "b/x"), (first, "x"), (first, "y"), (second, "b/x"), (second, "x"), (second, "y")], seen.Select(static job => (job.Server, job.Id)));
        Assert.Equal(6, seen.Select(static job => job.Key).Distinct().Count());
    }

    // A server may send such events as fast as it likes, and of 4,096 jobs something is remembered.
    [Fact]
    public void Of_ids_and_statuses_without_an_end_nothing_is_remembered()
    {
        string endless = new('x', 100_000);
        var book = new JobBook("far/away");
        book.Note(endless, "running", DateTimeOffset.UnixEpoch);
        book.Note("a", endless, DateTimeOffset.UnixEpoch);
        book.Note("a", "paused", DateTimeOffset.UnixEpoch);

        book.Update([new JobEntry(endless, "backup", "running", 0, 1, null, null), new JobEntry("a", "backup", "paused", 0, 1, null, null)], DateTimeOffset.UnixEpoch);

        Assert.Equal([new StatusStep("running", null)], book.Views[0].Way);
        Assert.Equal([new StatusStep("paused", DateTimeOffset.UnixEpoch)], book.Views[1].Way);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_full_page_is_the_last_where_no_other_server_has_more(int others)
    {
        (JobManager jobs, IJobList own) = Make();
        await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = "a1" });
        await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = "a2" });
        var book = new JobBook("f");
        book.Update([new JobEntry("b", "commit", "running", 0, 1, null, null), .. Enumerable.Range(0, others).Select(static i => new JobEntry($"a{i}", "commit", "running", 0, 1, null, null))], DateTimeOffset.UnixEpoch);
        var filter = new JobFilter("a", "", "", "", 2);

        JobPage page = JobPage.Read([("host", own), ("empty", new JobBook("empty")), ("f", book)], filter);

        Assert.Equal(2, page.Jobs.Count);
        Assert.Equal(others > 0, page.Next is not null);
    }

    // One that doesn't fit may go without a change of the rows.
    [Fact]
    public async Task The_next_page_begins_after_a_job_that_is_shown()
    {
        (JobManager jobs, IJobList own) = Make();
        foreach (string id in (string[])["a3", "other", "a2", "a1"])
        {
            await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = id });
        }

        var book = new JobBook("f");
        book.Update([.. ((string[])["a1", "a2", "other", "a3"]).Select(static id => new JobEntry(id, "commit", "running", 0, 1, null, null))], DateTimeOffset.UnixEpoch);
        var filter = new JobFilter("a", "", "", "", 2);

        Assert.Equal("host/a2", JobPage.Read([("host", own)], filter).Next);
        Assert.Equal("f/a2", JobPage.Read([("f", book)], filter).Next);
    }

    [Fact]
    public void Behind_a_full_page_it_is_looked_once_in_a_while_only()
    {
        var time = new SteppedTime();
        var behind = new JobsBehind(time);
        var book = new JobBook("f");
        book.Update([new JobEntry("a1", "commit", "running", 0, 1, null, null)], DateTimeOffset.UnixEpoch);
        var many = new CountedJobs();
        var filter = new JobFilter("a", "", "", "", 1);

        for (int i = 0; i < 10; i++)
        {
            Assert.Null(Read());
        }

        Assert.Equal(1, many.Reads);
        many.HasSome = true;
        time.Now += TimeSpan.FromSeconds(3);
        Assert.Equal("f/a1", Read());
        Assert.Equal("f/a1", Read());
        Assert.Equal(2, many.Reads);

        string? Read() => JobPage.Read([("f", book), ("many", many)], filter, behind).Next;
    }

    [Fact]
    public async Task A_page_after_a_job_that_is_gone_is_the_first()
    {
        (JobManager jobs, IJobList own) = Make();
        await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = "a" });

        Assert.Equal(["host/a"], JobPage.Read([("host", own)], new JobFilter("", "", "", "host/gone", 10)).Jobs.Select(static job => job.Key));
    }

    [Fact]
    public async Task The_job_before_a_page_may_go_and_the_page_stays()
    {
        (JobManager jobs, IJobList own) = Make();
        for (int i = 1; i <= 6; i++)
        {
            await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"j{i}" });
        }

        var book = new JobBook("f");
        book.Update([new JobEntry("b", "backup", "running", 0, 1, null, null)], DateTimeOffset.UnixEpoch);
        (string, IJobList)[] servers = [("host", own), ("f", book)];

        // j5 and j4 are gone: the page of j4, j3 and j2 began after j5.
        JobPage page = JobPage.Read(servers, new JobFilter("", "", "", "host/gone", 2) { Seen = ["host/lost", "host/j3", "host/j2"] });

        Assert.Equal("host/j3", page.After);
        Assert.Equal(["host/j2", "host/j1"], page.Jobs.Select(static job => job.Key));
    }

    // A server may be gone for seconds, or be asked for the first time.
    [Fact]
    public void A_page_of_jobs_that_are_not_known_stays_until_they_are()
    {
        var book = new JobBook("vm");
        var other = new JobBook("f");
        other.Update([new JobEntry("b", "backup", "running", 0, 1, null, null)], DateTimeOffset.UnixEpoch);
        var filter = new JobFilter("", "", "", "vm/j2", 2);

        JobPage before = Read();
        Assert.Equal(("vm/j2", "vm"), (before.After, Assert.Single(before.Unknown)));
        Assert.Equal(["f/b"], before.Jobs.Select(static job => job.Key));

        book.Update([.. ((string[])["j3", "j2", "j1"]).Select(static id => new JobEntry(id, "backup", "running", 0, 1, null, null))], DateTimeOffset.UnixEpoch);
        Assert.Equal(["vm/j1", "f/b"], Read().Jobs.Select(static job => job.Key));
        Assert.Empty(Read().Unknown);
        book.Clear();
        Assert.Equal("vm/j2", Read().After);

        JobPage Read() => JobPage.Read([("vm", book), ("f", other)], filter);
    }

    [Fact]
    public async Task Jobs_of_a_transaction_have_a_group_and_others_have_none()
    {
        (JobManager jobs, IJobList own) = Make();
        await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = "alone" });
        await using JobTransaction transaction = jobs.BeginTransaction();
        await transaction.CreateAsync(new WaitingDriver(), new JobOptions { Id = "a" });
        await transaction.CreateAsync(new WaitingDriver(), new JobOptions { Id = "b" });

        Assert.Equal([("b", "a"), ("a", "a"), ("alone", null)], JobPage.Read([("host", own)], new JobFilter("", "", "", "", 10)).Jobs.Select(static job => (job.Id, job.Group)));
    }

    // Very many that don't fit are passed by; what is known of those that do stays.
    [Fact]
    public async Task A_search_among_very_many_jobs_keeps_the_rate_and_the_way_of_those_found()
    {
        var time = new SteppedTime();
        var jobs = new JobManager();
        var book = new JobBook("host");
        var own = new OwnJobs(jobs, book, time);
        Job wanted = await jobs.StartAsync(new WaitingDriver(), new JobOptions { Id = "wanted" });
        while (wanted.Status != JobStatus.Running)
        {
            await Task.Delay(10);
        }

        book.Note("wanted", "created", time.GetUtcNow());
        book.Note("wanted", "running", time.GetUtcNow());
        for (int i = 0; i < 10_000; i++)
        {
            await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"j{i}" });
            book.Note($"j{i}", "created", time.GetUtcNow());
            if (i % 2000 == 0)
            {
                Read();
            }
        }

        JobView job = Read();
        for (int i = 0; i < 3; i++)
        {
            time.Now += TimeSpan.FromSeconds(1);
            job = Read();
        }

        await wanted.CancelAsync();

        Assert.NotNull(job.Rate);
        Assert.Equal(["created", "running"], job.Way.Select(static step => step.Status));
        JobView Read() => Assert.Single(JobPage.Read([("host", own)], new JobFilter("", "running", "", "", 10)).Jobs);
    }

    [Fact]
    public async Task With_a_filter_the_number_that_fits_is_counted_beside_all()
    {
        (JobManager jobs, IJobList own) = Make();
        for (int i = 0; i < 30; i++)
        {
            await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"j{i}" });
        }

        var book = new JobBook("far");
        book.Update([.. Enumerable.Range(0, 30).Select(static i => new JobEntry($"f{i}", "backup", i < 3 ? "paused" : "running", 0, 1, null, null))], DateTimeOffset.UnixEpoch);
        Assert.Equal("""{"of":60,"total":24,"failed":0,"statuses":{"created":12,"paused":1,"running":11}}""", Count("1"));
        Assert.Equal("""{"total":60,"failed":0,"statuses":{"created":30,"paused":3,"running":27}}""", Count(""));

        // How many of very many fit isn't looked for.
        for (int i = 0; i < 2000; i++)
        {
            await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"many{i}" });
        }

        Assert.Equal("""{"of":2060,"statuses":{}}""", Count("1"));

        string Count(string text)
        {
            var filter = new JobFilter(text, "", "", "", 100);
            return Encoding.UTF8.GetString(JsonBytes.Write(writer => JobCounts.Sum([own.CountsOf(filter), book.CountsOf(filter)]).WriteTo(writer, filter.IsNarrow)));
        }
    }

    // A summary of them is read aloud, and sent to everybody who looks.
    [Fact]
    public void Of_statuses_without_an_end_the_most_common_are_told()
    {
        var book = new JobBook("far");
        book.Update(
            [.. Enumerable.Range(0, 20_000).Select(static i => new JobEntry($"f{i}", "backup", i < 5 ? "running" : i < 10 ? new string('x', 41) : $"odd{i}", 0, 1, null, null))],
            DateTimeOffset.UnixEpoch);
        JsonElement told = JsonElement.Parse(JsonBytes.Write(writer => book.CountsOf(new JobFilter("", "", "", "", 100)).WriteTo(writer, isNarrow: false)));

        JsonProperty[] statuses = [.. told.GetProperty("statuses").EnumerateObject()];
        Assert.Equal(16, statuses.Length);
        Assert.Contains(statuses, static status => status.Name == "running" && status.Value.GetInt32() == 5);
        Assert.DoesNotContain(statuses, static status => status.Name.StartsWith('x'));
        Assert.Equal(20_000 - 5 - 15, told.GetProperty("others").GetInt32());
    }

    [Fact]
    public void What_servers_leave_out_or_write_wrongly_is_no_reason_to_fail()
    {
        List<JobEntry> entries = JobEntry.ReadAll(JsonElement.Parse("""[{"id":"a"},{"type":"backup"},7,{"id":"b","status":3,"current-progress":1.5,"total-progress":99999999999999999999,"error":null}]"""));

        Assert.Equal([new JobEntry("a", "", "undefined", 0, 0, null, null), new JobEntry("b", "", "undefined", 0, 0, null, null)], entries);
    }

    private static (JobManager Manager, IJobList Jobs) Make()
    {
        var jobs = new JobManager();
        return (jobs, new OwnJobs(jobs, new JobBook("host"), TimeProvider.System));
    }

    private static async Task<long> MeasureAsync(int count)
    {
        (JobManager jobs, IJobList own) = Make();
        for (int i = 0; i < count; i++)
        {
            await jobs.CreateAsync(new WaitingDriver(), new JobOptions { Id = $"j{i}" });
        }

        var filter = new JobFilter("", "", "", "", 100);
        Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Read()
        {
            JobPage page = JobPage.Read([("host", own)], filter);
            Assert.Equal(100, page.Jobs.Count);
            Assert.Equal($"host/j{count - 100}", page.Next);
        }
    }

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class CountedJobs : IJobList
    {
        public int Reads { get; private set; }

        public bool HasSome { get; set; }

        public JobCounts CountsOf(JobFilter filter) => new();

        public (bool IsFound, string? Next)? Read(JobFilter filter, string? after, List<JobView> into)
        {
            Reads++;
            return (true, HasSome ? "a2" : null);
        }
    }
}
