using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>Emacs with Eglot, set up as the documentation says.</summary>
public sealed class EmacsTests
{
    [EmacsFact]
    public async Task Emacs_shows_findings_follows_definitions_completes_and_renames_as_the_documentation_sets_it_up()
    {
        using SchemaFolder folder = new(("qapi/qapi-schema.json", Samples.AsQemuWrites(Samples.Root)), ("qapi/disk.json", Samples.Disk));
        Match setUp = Regex.Match(await File.ReadAllTextAsync(RepositoryPaths.Get("generator", "editors", "README.md")), "```elisp\\n(.*?)```", RegexOptions.Singleline);
        folder.Write("init.el", setUp.Groups[1].Value);
        folder.Write("session.el", Session);

        JsonObject seen = await EditorProcess.RunAsync(folder, OptionalPrograms.Find("emacs")!, ["--batch", "-q", "--directory", folder.Path, "-l", folder["session.el"]]);

        Assert.Null((string?)seen["fault"]);
        Assert.Equal("qapi-mode", (string?)seen["mode"]);
        Assert.True((bool?)seen["ensured"]);
        Assert.Equal(("font-lock-comment-face", "font-lock-string-face"), ((string?)seen["comment"], (string?)seen["string"]));
        Assert.Equal("disk.json:41", (string?)seen["definition"]);
        Assert.Equal(6, (int?)seen["references"]);
        Assert.True((int?)seen["completions"] > 10);
        Assert.Contains("QAPI1022", (string?)seen["finding"], StringComparison.Ordinal);
        Assert.Equal("'disk': 'Drive'", (string?)seen["renamed"]);
    }

    // A batch of commands has no editor's loop: what a hook would do there is done here.
    private const string Session = """
        (package-initialize)
        (require 'eglot)
        (require 'flymake)
        (require 'json)
        (setq jsonrpc-default-request-timeout 120 eglot-connect-timeout 120 eglot-sync-connect 120)
        (load (expand-file-name "init.el" (getenv "QAPIGEN_TEST_FOLDER")))
        (setcdr (assoc 'qapi-mode eglot-server-programs) (list "dotnet" (getenv "QAPIGEN_TEST_TOOL") "lsp"))
        (defvar seen nil)
        (defun note (key value) (push (cons key value) seen))
        (defun wait-until (test) (let ((tries 0)) (while (and (not (funcall test)) (< tries 6000)) (accept-process-output nil 0.02) (setq tries (1+ tries)))))
        (condition-case fault
            (progn
              (find-file (expand-file-name "qapi/qapi-schema.json" (getenv "QAPIGEN_TEST_FOLDER")))
              (note "mode" (symbol-name major-mode))
              (note "ensured" (if (memq 'eglot-ensure qapi-mode-hook) t :json-false))
              (apply #'eglot (eglot--guess-contact))
              (wait-until #'eglot-current-server)
              (flymake-start)
              (font-lock-mode 1)
              (font-lock-ensure)
              (goto-char (point-min))
              (search-forward "# vim")
              (note "comment" (symbol-name (get-text-property (1- (point)) 'face)))
              (search-forward "'disk': 'Di")
              (note "string" (symbol-name (get-text-property (1- (point)) 'face)))
              (let ((place (xref-item-location (car (xref-backend-definitions 'eglot "Disk")))))
                (note "definition" (format "%s:%s" (file-name-nondirectory (xref-location-group place)) (xref-location-line place))))
              (note "references" (length (xref-backend-references 'eglot "Disk")))
              (note "completions" (length (all-completions "" (nth 2 (eglot-completion-at-point)))))
              (delete-char -1)
              (eglot--signal-textDocument/didChange)
              (wait-until #'flymake-diagnostics)
              (note "finding" (flymake-diagnostic-text (car (flymake-diagnostics))))
              (insert "i")
              (eglot--signal-textDocument/didChange)
              (wait-until (lambda () (not (flymake-diagnostics))))
              (fset 'y-or-n-p (lambda (&rest _) t))
              (eglot-rename "Drive")
              (goto-char (point-min))
              (search-forward "'disk': ")
              (note "renamed" (buffer-substring (- (point) 8) (+ (point) 7)))
              (eglot-shutdown (eglot-current-server)))
          (error (note "fault" (format "%S" fault))))
        (dolist (each (buffer-list)) (with-current-buffer each (set-buffer-modified-p nil)))
        (with-temp-file (getenv "QAPIGEN_TEST_RESULT") (insert (json-encode seen)))
        (kill-emacs 0)
        """;
}

/// <summary>A test with Emacs and Eglot, which is a part of Emacs from 29 on and a package before; skipped with the reason where one of them is absent.</summary>
internal sealed class EmacsFactAttribute : FactAttribute
{
    private static readonly string[] Places = ["/usr/share/emacs/site-lisp/elpa", "/usr/share/emacs"];

    public EmacsFactAttribute() =>
        Skip = OptionalPrograms.Find("emacs") is null ? "there is no 'emacs' here"
            : !Places.Where(Directory.Exists).SelectMany(static place => Directory.EnumerateFiles(place, "eglot.el*", SearchOption.AllDirectories)).Any() ? "this Emacs has no Eglot"
            : null;
}
