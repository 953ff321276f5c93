-- Starts the server for QAPI schemas in Neovim 0.7: `:luafile neovim.lua`, or `require` it from init.lua.
-- vim.g.qapigen_command may name the program: { '/path/to/qapigen', 'lsp' }.
local client

local function attach(buffer)
  if not (client and vim.lsp.get_client_by_id(client)) then
    client = vim.lsp.start_client({
      name = 'qapigen',
      cmd = vim.g.qapigen_command or { 'qapigen', 'lsp' },
      root_dir = vim.fn.getcwd(),
    })
  end
  vim.api.nvim_buf_set_option(buffer, 'commentstring', '# %s')
  vim.lsp.buf_attach_client(buffer, client)
end

local files = { '*/qapi/*.json', '*/qapi-schema.json', '*.qapi' }

-- QEMU's modules say that they are Python.
vim.api.nvim_create_autocmd('BufReadPre', { pattern = files, command = 'setlocal nomodeline' })

vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  pattern = files,
  callback = function(event)
    vim.api.nvim_buf_set_option(event.buf, 'filetype', 'qapi')
    vim.api.nvim_buf_set_option(event.buf, 'syntax', 'python')
    attach(event.buf)
  end,
})

return { attach = attach }
