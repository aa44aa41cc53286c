using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace P2PNet.Server;

/// <summary>
/// Collects the settings: <c>appsettings.json</c> beside the program, then in the working directory, then <c>P2PNET_…</c>
/// variables, then the command line; the later wins. Everything that is wrong is said at once, each in a sentence that names the
/// setting where it was set, its value and the remedy.
/// </summary>
internal sealed class SettingsReader
{
    private const string Section = "P2PNet";

    private readonly Dictionary<Setting, (string Value, string Source)> _values = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];

    public SettingsReader(IReadOnlyList<string> args, IDictionary environment, IReadOnlyList<string>? directories = null)
    {
        foreach (string directory in (directories ?? [AppContext.BaseDirectory, Environment.CurrentDirectory]).Distinct()) ReadFile(Path.Combine(directory, "appsettings.json"));
        ReadEnvironment(environment);
        ReadCommandLine(args);
    }

    /// <summary>Asked for by --help.</summary>
    public bool HelpIsWanted { get; private set; }

    /// <summary>Sentences; the server does not start with any.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Sentences; the server starts all the same.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public static string Help()
    {
        var text = new StringBuilder("The lobby server of P2PNet: lobbies and signaling on HTTP, STUN and TURN on UDP and TCP. It starts with nothing configured.\n\nOptions:\n");
        foreach (Setting setting in Setting.All) text.Append($"  --{setting.Name + " " + setting.Value,-28} {setting.Help}\n");
        text.Append("\nEach can be a variable too (--stun-port: P2PNET_STUN_PORT) or stand in appsettings.json (\"P2PNet\": { \"StunPort\": 3478 }).\n");
        return text.ToString();
    }

    /// <summary>Makes the options of what was collected; <see cref="Errors"/> says whether they can be used.</summary>
    public ServerOptions Read()
    {
        var options = new ServerOptions();
        foreach ((Setting setting, (string value, string source)) in _values)
        {
            if (setting.Apply(options, value) is string remedy) _errors.Add($"{source} is \"{Setting.WithoutSecret(value)}\": {remedy}.");
        }

        if (options.Timeout <= options.Heartbeat)
            _errors.Add($"{Name("timeout-seconds")} is {options.Timeout.TotalSeconds} and {Name("heartbeat-seconds")} is {options.Heartbeat.TotalSeconds}: give a timeout above the heartbeat, or every quiet client is thrown out.");
        if (options.FrameBurst < options.FramesPerSecond)
            _errors.Add($"{Name("frame-burst")} is {options.FrameBurst} and {Name("frames-per-second")} is {options.FramesPerSecond}: give a burst of at least one second's frames.");
        CheckTls(options);
        CheckRelays(options);
        return options;
    }

    private void CheckRelays(ServerOptions options)
    {
        if (options.Turn.Secret is null && options.Turn.Externals.FirstOrDefault(e => e.Secret is null) is ExternalRelay relay)
            _errors.Add($"{Name("turn-external")} has {relay}, but no secret to make its credentials with: give --turn-secret-file or --turn-secret, or add ;secret=TEXT.");
        if (options.Turn.IsOn == true && options.StunPort is null)
            _errors.Add($"{Name("turn")} is on and {Name("stun-port")} is off: relays need a port, so give one or leave --turn out.");
    }

    private void CheckTls(ServerOptions options)
    {
        if (options.TlsCertificate is null && options.Urls.FirstOrDefault(ListenUrl.IsSecure) is string url)
            _errors.Add($"{Name("urls")} has {url}: give a certificate for it by --tls-certificate and --tls-key, or http:// and let a reverse proxy in front speak TLS.");
        if (options.TlsKey != null && options.TlsCertificate is null)
            _errors.Add($"{Name("tls-key")} is given without a certificate: give --tls-certificate too.");
    }

    /// <summary>Of the command line, where what is said again replaces or, for some, adds.</summary>
    private void Set(Setting setting, string value, string source)
    {
        if (setting.IsRepeatable && _values.TryGetValue(setting, out (string Value, string Source) before) && before.Source == source) value = before.Value + " " + value;
        _values[setting] = (value, source);
    }

    private string Name(string setting)
    {
        foreach ((Setting key, (_, string source)) in _values)
        {
            if (key.Name == setting) return source;
        }

        return "--" + setting;
    }

    private void ReadFile(string path)
    {
        if (!File.Exists(path)) return;
        try
        {
            IConfigurationRoot file = new ConfigurationBuilder().AddJsonFile(path, optional: false).Build();
            foreach (IConfigurationSection entry in file.GetSection(Section).GetChildren())
            {
                Setting? setting = Setting.All.FirstOrDefault(s => s.FileName.Equals(entry.Key, StringComparison.OrdinalIgnoreCase));
                string source = $"{Section}:{entry.Key} in {path}";
                if (setting is null) _errors.Add($"{source} is no setting: the settings are {string.Join(", ", Setting.All.Select(s => s.FileName))}.");
                else if (entry.Value is null) _errors.Add($"{source} is an object or list: give one value.");
                else _values[setting] = (entry.Value, source);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            _errors.Add($"{path} can't be read: {e.Message} {e.InnerException?.Message}".TrimEnd());
        }
    }

    private void ReadEnvironment(IDictionary environment)
    {
        foreach (DictionaryEntry entry in environment)
        {
            string name = (string)entry.Key;
            if (!name.StartsWith("P2PNET_", StringComparison.OrdinalIgnoreCase)) continue;
            Setting? setting = Setting.All.FirstOrDefault(s => s.EnvironmentName.Equals(name, StringComparison.OrdinalIgnoreCase));
            // The prefix is the whole project's, so a variable that is not the server's need not be a mistake.
            if (setting is null) _warnings.Add($"The variable {name} is none of the server's settings and is ignored; --help lists them.");
            else _values[setting] = ((string?)entry.Value ?? "", name);
        }
    }

    private void ReadCommandLine(IReadOnlyList<string> args)
    {
        for (int i = 0; i < args.Count; i++)
        {
            string arg = args[i];
            if (arg is "--help" or "-h" or "-?") HelpIsWanted = true;
            else if (!arg.StartsWith("--", StringComparison.Ordinal)) _errors.Add($"\"{arg}\" is no option: options are written --name value; --help lists them.");
            else
            {
                string[] parts = arg[2..].Split('=', 2);
                Setting? setting = Setting.All.FirstOrDefault(s => s.Name == parts[0]);
                if (setting is null) _errors.Add($"--{parts[0]} is no option of the server: --help lists them.");
                else if (parts.Length == 2) Set(setting, parts[1], "--" + parts[0]);
                else if (i + 1 < args.Count) Set(setting, args[++i], arg);
                else _errors.Add($"{arg} has no value: {setting.Help}");
            }
        }
    }
}
