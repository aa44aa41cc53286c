using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.IntegrationTests;
using Spectre.Console;

namespace P2PNet.NatLab;

/// <summary>Has the demo's doctor examine one network after the other.</summary>
internal static class DoctorCommand
{
    private const string CoturnUrl = $"stun:{Laboratory.Server1}:{CoturnPort}";
    private const string CoturnPort = "3480";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        string[]? names = arguments.List("cases");
        double delay = arguments.Milliseconds("delay", 12.5);
        string against = arguments.Text("against") ?? "ours";
        arguments.End();
        if (against is not ("ours" or "coturn")) throw new LabException("--against is ours or coturn.");
        DoctorCase[] cases = [.. DoctorCase.Known.Where(c => names is null || names.Contains(c.Name))];
        if (cases.Length == 0) throw new LabException($"--cases: give some of {string.Join(", ", DoctorCase.Known.Select(c => c.Name))}.");

        using var certificate = new LabCertificate();
        await using Laboratory laboratory = await Laboratory.UpAsync(cancellationToken, "--sites", "1", "--clients", "1");
        if (delay > 0) await laboratory.DoAsync(cancellationToken, "impair", "a", string.Create(CultureInfo.InvariantCulture, $"delay={delay}ms"));
        using LabServer server = await LabServer.StartAsync(laboratory, certificate, Programs.Server);
        using ChildProcess? coturn = against == "coturn" ? StartCoturn(laboratory) : null;
        return await ExamineAsync(laboratory, certificate, cases, coturn is null ? null : CoturnUrl, cancellationToken);
    }

    private static async Task<int> ExamineAsync(Laboratory laboratory, LabCertificate certificate, DoctorCase[] cases, string? stun, CancellationToken cancellationToken)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string column in new[] { "network", "type, mapping, filtering", "relays over", "partners", "took" }) table.AddColumn(column);
        List<string> problems = [];
        foreach (DoctorCase network in cases)
        {
            await laboratory.DoAsync(cancellationToken, ["nat", "a", .. network.Nat.Split(' ')]);
            Diagnosis diagnosis = await ExamineAsync(laboratory, certificate, network, stun, cancellationToken);
            string? problem = diagnosis.Compare(network);
            if (problem != null) problems.Add($"{network.Name}: {problem}");
            Console.WriteLine($"{network.Name,-24} {(problem is null ? "right" : "WRONG")}  {diagnosis.Words}");
            table.AddRow(network.Name, Output.Verdict(diagnosis.Words, problem is null), diagnosis.Relays, diagnosis.Partners, string.Create(CultureInfo.InvariantCulture, $"{diagnosis.Seconds:0.0} s"));
        }

        AnsiConsole.Write(table);
        foreach (string problem in problems) Console.Error.WriteLine(problem);
        Console.WriteLine($"{cases.Length} networks, {problems.Count} not told as they are. Partners are open, full cone, restricted, port-restricted, symmetric, UDP blocked; d direct, r relayed.");
        return problems.Count == 0 ? 0 : 1;
    }

    private static async Task<Diagnosis> ExamineAsync(Laboratory laboratory, LabCertificate certificate, DoctorCase network, string? stun, CancellationToken cancellationToken)
    {
        string[] servers = stun is null ? [] : ["--stun", stun];
        var trust = new Dictionary<string, string> { [LabCertificate.TrustVariable] = certificate.AuthorityFile };
        using ChildProcess doctor = laboratory.Start("a1", [.. Programs.Demo, "doctor", "--json", "--server", network.Url, .. servers], trust);
        int exit = await doctor.WaitForExitAsync(Patience);
        cancellationToken.ThrowIfCancellationRequested();
        return exit is 0 or 1 && doctor.Output.TrimStart().StartsWith('{') ? Diagnosis.Parse(doctor.Output) : throw new LabException($"{network.Name}: the doctor failed. {doctor.Output}");
    }

    /// <summary>Beside our server, on a port of its own.</summary>
    private static ChildProcess StartCoturn(Laboratory laboratory) => laboratory.Start("srv",
    [
        "turnserver", "-n", "-L", Laboratory.Server1, "-L", Laboratory.Server2, "-p", CoturnPort, "--alt-listening-port", "3481", "-S", "--rfc5780", "--no-cli", "--no-tls", "--no-dtls",
        "--log-file", "stdout", "--pidfile", "/dev/null",
    ]);
}
