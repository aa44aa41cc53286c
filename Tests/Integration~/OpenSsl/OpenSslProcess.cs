using System;
using System.Diagnostics;
using System.IO;
using System.Text;

namespace P2PNet.IntegrationTests.OpenSsl;

/// <summary>A running <c>openssl</c> whose input is ours to write and whose output is kept. Ended by its own id when disposed.</summary>
internal sealed class OpenSslProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public OpenSslProcess(string openssl, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(openssl, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("openssl did not start");
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Runs a command to its end and returns its exit code.</summary>
    public static int Run(string openssl, string folder, params string[] arguments)
    {
        using var process = new OpenSslProcess(openssl, folder, arguments);
        process._process.StandardInput.Close();
        process._process.WaitForExit();
        return process._process.ExitCode;
    }

    public void WriteLine(string line)
    {
        StreamWriter input = _process.StandardInput;
        input.WriteLine(line);
        input.Flush();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line == null) return;
        lock (_output) _output.AppendLine(line);
    }
}
